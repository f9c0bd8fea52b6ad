import { type ErrorRequestHandler, json, Router } from 'express';
import * as v from 'valibot';
import { sayEntry, sayFollowUp } from './dialogue/speech.ts';
import { NotLinkedError } from './failures.ts';
import type { GoogleUser } from './google-user.ts';
import type { HomeGraph } from './home-graph/home-graph.ts';
import { loopbackOnly } from './loopback-only.ts';

const command = v.strictObject({
  device: v.string(),
  lock: v.boolean(),
  challenge: v.optional(v.union([v.strictObject({ pin: v.string() }), v.strictObject({ ack: v.boolean() })])),
  followUp: v.optional(v.boolean()),
});
const question = v.strictObject({ device: v.optional(v.string()) });

/** The simulator, as far as the control API uses it. */
interface ControlledGoogle {
  readonly users: readonly GoogleUser[];
  readonly homegraph: HomeGraph;
  /** The address where a person starts to link; `?user=NAME` for a user other than the default one. */
  readonly linkUrl: string;
  user(name?: string): GoogleUser;
}

/** The longest wait for a follow-up. */
const FOLLOW_UP_MS = 120_000;

/**
 * The API behind `npm run google`. It can open doors, if only simulated ones, so it accepts requests only from loopback, to
 * a loopback name, and from no page of another site. Failures are `{ "error": "…" }` with status 409.
 */
export function controlApi(simulator: ControlledGoogle): Router {
  const router = Router();
  const linkedUser = (name: string): GoogleUser => {
    const user = simulator.user(name);
    if (user.linked) return user;
    const query = user === simulator.user() ? '' : `?user=${encodeURIComponent(name)}`;
    throw new NotLinkedError(`Not linked yet. Open ${simulator.linkUrl}${query} first.`);
  };
  router.use(loopbackOnly, json());

  router.get('/users', (_request, response) => {
    response.json(
      simulator.users.map(({ name, linked, devices }) => ({ name, linked, devices: [...devices.values()] })),
    );
  });
  router.post('/users/:name/link', (request, response) => {
    const user = simulator.user(request.params.name);
    response.json({ authorizeUrl: user.authorizeUrl(), linked: user.linked });
  });
  router.post('/users/:name/sync', async (request, response) => {
    const { payload } = await linkedUser(request.params.name).sync();
    response.json({ devices: payload.devices });
  });
  router.post('/users/:name/query', async (request, response) => {
    const user = linkedUser(request.params.name);
    const { device } = v.parse(question, request.body ?? {});
    const asked = device === undefined ? [...user.devices.keys()] : [user.find(device).id];
    const { payload } = await user.query(asked);
    response.json({
      devices: payload.devices,
      spoken: Object.entries(payload.devices).map(([id, entry]) => sayEntry(user.nameOf(id), entry)),
    });
  });
  router.post('/users/:name/command', async (request, response) => {
    const { device, lock, ...options } = v.parse(command, request.body);
    const { followUp = false, challenge } = options;
    response.json(await linkedUser(request.params.name).turn(device, lock, { followUp, challenge }));
  });
  router.post('/users/:name/follow-up', async (request, response) => {
    const { followUpToken } = v.parse(v.strictObject({ followUpToken: v.string() }), request.body);
    const followUp = await simulator.homegraph.followUp(followUpToken, AbortSignal.timeout(FOLLOW_UP_MS));
    const name = simulator.user(request.params.name).nameOf(followUp.deviceId);
    response.json({ ...followUp, spoken: sayFollowUp(name, followUp) });
  });
  router.post('/users/:name/disconnect', async (request, response) => {
    await linkedUser(request.params.name).disconnect();
    response.json({});
  });
  router.get('/homegraph', (_request, response) => {
    const { homegraph } = simulator;
    response.json({
      calls: homegraph.calls,
      users: homegraph.agentUserIds.map((agentUserId) => ({
        agentUserId,
        devices: [...homegraph.devices(agentUserId).values()].map((device) => ({
          device,
          states: homegraph.states(agentUserId, device.id) ?? {},
        })),
      })),
    });
  });

  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(409).json({ error: error instanceof Error ? error.message : String(error) });
  };
  router.use(failed);
  return router;
}
