import fc from 'fast-check';
import { encoded, encodings } from '../encodings.ts';
import { family, homes } from '../family.ts';
import { fieldMutations, mutatedForm, mutatedText, textMutations } from '../mutations.ts';
import { hostileHeaders, hostileText, jsonOf } from '../values.ts';

type Grant = 'authorization_code' | 'refresh_token';

/** The token endpoint and revocation: right and wrong clients, grants, tokens and forms, other types of bodies. */
export const tokens = family(
  'tokens',
  fc.record({
    home: homes,
    path: fc.constantFrom('/oauth/token', '/oauth/token', '/oauth/revoke'),
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant('POST') },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD') },
    ),
    grant: fc.constantFrom<Grant>('authorization_code', 'refresh_token'),
    credentials: fc.constantFrom('body', 'body', 'basic', 'both', 'none'),
    secret: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: hostileText }),
    /** Changes of the refresh token, so that revocation does not end the link. */
    at: fc.integer({ min: 0, max: 63 }),
    isRight: fc.boolean(),
    fields: fieldMutations,
    text: textMutations,
    isJson: fc.nat(15).map((chance) => chance === 0),
    encoding: encodings,
    headers: hostileHeaders,
  }),
  async (session, input) => {
    const home = session.target.home(input.home);
    const { clientId, clientSecret } = session.target.google;
    const secret = input.secret.slice(0, 2000) || clientSecret;
    const right = home.user.tokens?.refreshToken ?? '';
    const isUsed = input.isRight && input.path === '/oauth/token';
    const token = isUsed
      ? right
      : `${right.slice(0, input.at)}${right[input.at] === 'A' ? 'B' : 'A'}${right.slice(input.at + 1)}`;
    const inBody = input.credentials === 'body' || input.credentials === 'both';
    const fields: [string, string][] = [
      ...(inBody ? [['client_id', clientId] as const, ['client_secret', secret] as const] : []),
      ...(input.path === '/oauth/revoke'
        ? [['token', token] as const]
        : [
            ['grant_type', input.grant] as const,
            input.grant === 'refresh_token'
              ? (['refresh_token', token] as const)
              : (['code', token] as const),
            ['redirect_uri', session.target.google.redirectUri] as const,
          ]),
    ].map(([name, value]) => [name, value]);
    const form = input.isJson ? jsonOf(Object.fromEntries(fields)) : mutatedForm(fields, input.fields);
    const { body, labels } = encoded(mutatedText(form, input.text), input.encoding);
    const type = input.isJson ? 'application/json' : 'application/x-www-form-urlencoded';
    const pair = Buffer.from(`${clientId}:${secret}`).toString('base64');
    await session.ask({
      method: input.method,
      path: input.path,
      headers: [
        ...([['content-type', type], ...labels, ...input.headers] as const),
        ...(input.credentials === 'basic' || input.credentials === 'both'
          ? ([['authorization', `Basic ${pair}`]] as const)
          : []),
      ],
      ...(input.method !== 'GET' && input.method !== 'HEAD' && { body }),
    });
  },
);
