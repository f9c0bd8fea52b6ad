import fc from 'fast-check';
import { PIN } from '../../support/deployment.ts';
import { encoded, encodings } from '../encodings.ts';
import { family, homes } from '../family.ts';
import { hostileJson } from '../mutations.ts';
import { headerValue, hostileHeaders } from '../values.ts';

const intent = (name: string, payload?: unknown) => ({
  requestId: '6894439706274654512',
  inputs: [
    {
      intent: `action.devices.${name}`,
      context: { locale_country: 'US', locale_language: 'en' },
      ...(payload !== undefined && { payload }),
    },
  ],
});

/** Locks of home 0 and of the home that no input speaks for. */
const DEVICES = ['1000', '1001', '1010', '1190'].map((id) => ({ id, customData: { a: 1 } }));

const execute = (lock: unknown, challenge?: unknown, more: object = {}) =>
  intent('EXECUTE', {
    commands: [
      {
        devices: DEVICES,
        execution: [
          {
            command: 'action.devices.commands.LockUnlock',
            params: { lock, ...more },
            ...(challenge !== undefined && { challenge }),
          },
        ],
      },
    ],
  });

const BASES = [
  intent('SYNC'),
  intent('QUERY', { devices: DEVICES }),
  execute(true),
  execute(false),
  execute(false, { pin: PIN }),
  execute(false, { pin: '0000' }),
  execute(false, { pin: [PIN, '1234'] }, { followUpToken: 'a-token' }),
];

const BEARERS = ['valid', 'valid', 'valid', 'valid', 'valid', 'valid', 'valid', 'refresh', 'none'] as const;

/** Intents with a right or wrong token: changed JSON, wrong types, deep, huge, and names of prototypes. */
export const intents = family(
  'intents',
  fc.record({
    home: homes,
    body: fc.oneof(
      { weight: 60, arbitrary: hostileJson(BASES) },
      { weight: 1, arbitrary: fc.constant(JSON.stringify(intent('DISCONNECT'))) },
    ),
    bearer: fc.constantFrom<string>(...BEARERS),
    scheme: fc.oneof({ weight: 20, arbitrary: fc.constant('') }, { weight: 1, arbitrary: headerValue }),
    encoding: encodings,
    headers: hostileHeaders,
    requestId: fc.nat(),
  }),
  async (session, { home: index, body: text, bearer, scheme, encoding, headers, requestId }) => {
    const home = session.target.home(index);
    const { tokens } = home.user;
    const token = bearer === 'refresh' ? tokens?.refreshToken : tokens?.accessToken;
    // A repeated request gets its first answer: most are new ones. Each home has its own locks.
    const own = text
      .replaceAll('6894439706274654512', String(requestId))
      .replaceAll(/"10(0[01])"/g, (_, lock: string) => `"${home.lockIds[lock === '00' ? 0 : 1] ?? lock}"`);
    const { body, labels } = encoded(own, encoding);
    const authorization: [string, string][] =
      bearer === 'none' ? [] : [['authorization', scheme || `Bearer ${token}`]];
    const input = {
      method: 'POST',
      path: '/smarthome',
      headers: [['content-type', 'application/json'], ...labels, ...headers, ...authorization] as const,
      body,
    };
    await (bearer === 'valid' && scheme === '' ? session.askFor(home, input) : session.ask(input));
  },
);
