import { type ErrorRequestHandler, json, type Request, Router } from 'express';
import * as v from 'valibot';
import type { Clock } from '../../../functions/clock.ts';
import type { AnswerChecker } from '../schemas/answer-checker.ts';
import { parseReport, reportShapeViolations } from '../schemas/report.ts';
import { shapeViolations } from '../schemas/shape.ts';
import type { HomeGraph, HomeGraphMethod } from './home-graph.ts';
import { HomeGraphError } from './home-graph-error.ts';

/** The Google users as the API needs them. */
interface HomeGraphUsers {
  /** Sends SYNC to every Google user that is linked to an agent user. */
  sync(agentUserId: string): Promise<void>;
  /** Ends the links of an agent user. */
  unlink(agentUserId: string): void;
  /** Tracks work that continues after the response. */
  later(work: Promise<void>): void;
}

const requestSync = v.strictObject({ agentUserId: v.string(), async: v.optional(v.boolean()) });
const sync = v.strictObject({ requestId: v.optional(v.string()), agentUserId: v.string() });
const query = v.strictObject({
  requestId: v.optional(v.string()),
  agentUserId: v.string(),
  inputs: v.array(
    v.strictObject({ payload: v.strictObject({ devices: v.array(v.strictObject({ id: v.string() })) }) }),
  ),
});

/**
 * The HomeGraph API v1 as the real client calls it. Every call needs a bearer token, of which only the presence is checked.
 * Source: the discovery document of homegraph.googleapis.com and /cloud-to-cloud/integration/quotas.
 */
export function homeGraphApi(
  homegraph: HomeGraph,
  users: HomeGraphUsers,
  clock: Clock,
  checker: AnswerChecker | undefined,
): Router {
  const router = Router();
  const synchronous = new Set<string>();

  const call = (method: HomeGraphMethod, answer: (body: unknown, request: Request) => unknown) => {
    return async (request: Request, response: { json(body: unknown): unknown }) => {
      const body: unknown = request.body;
      const agentUserId = request.params['agentUserId'] ?? agentUserOf(body);
      const record = (status: number, error?: string) =>
        homegraph.record({
          method,
          agentUserId: typeof agentUserId === 'string' ? agentUserId : undefined,
          body,
          at: clock.now(),
          status,
          error,
        });
      try {
        if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
          throw new HomeGraphError(401, 'Request is missing required authentication credential.');
        }
        const isSynchronous = method === 'requestSync' && v.is(requestSync, body) && body.async !== true;
        homegraph.admit(method, !isSynchronous);
        const result = await answer(body, request);
        record(200);
        await homegraph.mayAnswer();
        response.json(result);
      } catch (error) {
        if (error instanceof HomeGraphError) record(error.httpStatus, `${error.code}: ${error.message}`);
        throw error;
      }
    };
  };

  router.use(json({ limit: '1mb' }));

  router.post(
    '/v1/devices\\:reportStateAndNotification',
    call('reportStateAndNotification', (body) => {
      refuse(reportShapeViolations(body));
      const report = parseReport(body);
      homegraph.report(report);
      refuse(checker?.checkReport?.(body, homegraph.devices(report.agentUserId)) ?? []);
      return report.requestId === undefined ? {} : { requestId: report.requestId };
    }),
  );

  router.post(
    '/v1/devices\\:requestSync',
    call('requestSync', async (body) => {
      refuse(shapeViolations(requestSync, body));
      const { agentUserId, async } = v.parse(requestSync, body);
      if (async === true) {
        users.later(users.sync(agentUserId));
        return {};
      }
      homegraph.require(agentUserId);
      if (synchronous.has(agentUserId)) {
        throw new HomeGraphError(429, 'Another synchronous request for this agentUserId is under way.');
      }
      synchronous.add(agentUserId);
      try {
        await users.sync(agentUserId);
      } catch (error) {
        throw new HomeGraphError(500, `SYNC failed: ${String(error)}`);
      } finally {
        synchronous.delete(agentUserId);
      }
      return {};
    }),
  );

  router.post(
    '/v1/devices\\:query',
    call('query', (body) => {
      refuse(shapeViolations(query, body));
      const { requestId, agentUserId, inputs } = v.parse(query, body);
      const user = homegraph.require(agentUserId);
      const ids = inputs.flatMap(({ payload }) => payload.devices.map(({ id }) => id));
      const devices = ids.map((id) => {
        if (!user.devices.has(id)) throw homegraph.deviceNotFound(id);
        return [id, user.states.get(id) ?? {}] as const;
      });
      return {
        ...(requestId === undefined ? {} : { requestId }),
        payload: { devices: Object.fromEntries(devices) },
      };
    }),
  );

  router.post(
    '/v1/devices\\:sync',
    call('sync', (body) => {
      refuse(shapeViolations(sync, body));
      const { requestId, agentUserId } = v.parse(sync, body);
      const devices = [...homegraph.require(agentUserId).devices.values()];
      return { ...(requestId === undefined ? {} : { requestId }), payload: { agentUserId, devices } };
    }),
  );

  router.delete(
    '/v1/agentUsers/:agentUserId',
    call('delete', (_body, request) => {
      const { agentUserId } = request.params;
      if (typeof agentUserId !== 'string') throw new HomeGraphError(400, 'agentUserId is missing');
      homegraph.require(agentUserId);
      users.unlink(agentUserId);
      return {};
    }),
  );

  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    const known =
      error instanceof HomeGraphError
        ? error
        : new HomeGraphError(isBadBody(error) ? 400 : 500, String(error));
    response.status(known.httpStatus).json({ error: known.body });
  };
  router.use(failed);
  return router;
}

function refuse(violations: readonly string[]): void {
  if (violations.length > 0) throw new HomeGraphError(400, violations.join('; '));
}

function agentUserOf(body: unknown): unknown {
  return v.is(v.looseObject({ agentUserId: v.string() }), body) ? body.agentUserId : undefined;
}

function isBadBody(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 400;
}
