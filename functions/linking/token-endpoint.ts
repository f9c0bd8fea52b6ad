import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import { RequestBodyError } from '../http/request-body.ts';
import { annotate, type LogCall, type PageCall } from '../pages/call-log.ts';
import { readBody, readForm, repeatedNames } from '../pages/forms/form-body.ts';
import { authenticateClient } from './client-credentials.ts';
import type { IssueTokens } from './issue-tokens.ts';

interface TokenEndpointDeps {
  readonly config: Pick<Config, 'google'>;
  readonly accounts: Accounts;
  readonly logCall: LogCall;
  readonly issueTokens: IssueTokens;
  readonly accountUsed: (accountId: string) => Promise<void>;
}

/**
 * `/token` and `/revoke`. Google unlinks the account after HTTP 400 `{"error":"invalid_grant"}`
 * (developers.google.com/identity/account-linking/your-api-reference): only a code or a refresh token that was refused gets it.
 * Other refusals have the names of RFC 6749, 5.2; an outage of ours is 503.
 */
export function createTokenEndpoint(deps: TokenEndpointDeps): Router {
  const { config, accounts, logCall, issueTokens, accountUsed } = deps;
  const router = Router();

  const token: RequestHandler = async (request, response) => {
    const refuse = (reason: string, error = 'invalid_request') => {
      annotate(response, { outcome: 'refused', reason });
      response.status(400).json({ error });
    };
    if (request.method !== 'POST') return refuse('method');
    const form = readForm(request);
    const grantType = grantTypeOf(form);
    annotate(response, { grantType });
    if (repeatedNames(form).size > 0) return refuse('repeated parameter');
    if (!form.get('grant_type')) return refuse('no grant type');
    if (grantType === 'other') return refuse('unsupported_grant_type', 'unsupported_grant_type');
    if (!form.get(CREDENTIAL[grantType])) return refuse(`no ${CREDENTIAL[grantType]}`);
    const client = authenticateClient(config, request.get('authorization'), form);
    if (!client) return refuseClient(request, response);
    const outcome = await issueTokens(client, form);
    if (outcome.kind === 'refused') return refuse(outcome.reason, 'invalid_grant');
    annotate(response, { outcome: 'issued', accountId: outcome.accountId, grantId: outcome.grantId });
    await accountUsed(outcome.accountId);
    outcome.answering();
    response.json(outcome.body);
  };

  const revoke: RequestHandler = async (request, response) => {
    const form = readForm(request);
    const client = authenticateClient(config, request.get('authorization'), form);
    if (!client) return refuseClient(request, response);
    const revoked = form.get('token');
    if (!revoked || repeatedNames(form).size > 0) throw new RequestBodyError(400, 'no single token');
    await accounts.revoke(revoked, client.clientId);
    annotate(response, { outcome: 'revoked' });
    response.status(200).json({});
  };

  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof RequestBodyError) {
      annotate(response, { outcome: 'refused', reason: error.message });
      response.status(400).json({ error: 'invalid_request' });
      return;
    }
    annotate(response, { outcome: 'failed', error });
    response.status(503).set('Retry-After', '2').json({ error: 'temporarily_unavailable' });
  };

  const noStore: RequestHandler = (_, response, next) => {
    response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
    next();
  };

  router.all('/token', noStore, logCall('token', 'oauth call'), readBody, token, failed);
  router.post('/revoke', noStore, logCall('revoke', 'oauth call'), readBody, revoke, failed);
  return router;
}

/** The parameter that each kind of grant requires. Without a redirect address a code is refused as for a wrong one. */
const CREDENTIAL = { authorization_code: 'code', refresh_token: 'refresh_token' } as const;

/** Answers a wrong id or secret, the operator's mistake: nothing that would make Google unlink. */
function refuseClient(request: Request, response: Response): void {
  annotate(response, { outcome: 'refused', reason: 'client' });
  if (request.get('authorization') !== undefined) response.set('WWW-Authenticate', 'Basic realm="oauth"');
  response.status(401).json({ error: 'invalid_client' });
}

/** Only known values are logged: a secret may be in the wrong field. */
function grantTypeOf(form: URLSearchParams): NonNullable<PageCall['grantType']> {
  const grantType = form.get('grant_type');
  return grantType === 'authorization_code' || grantType === 'refresh_token' ? grantType : 'other';
}
