import { webAddressFaults } from '../../functions/config/web-address.ts';
import { settingFault, type Target } from './check-settings.ts';
import type { SettingValues } from './env-text.ts';
import { PROJECT_HELP, projectIdIn } from './google-console.ts';
import type { Question } from './interview.ts';

/** The question of where the product is to run. */
export const TARGET_QUESTION: Question = {
  flag: 'target',
  label: 'Where',
  explanation: ['Where is it to run?'],
  choices: {
    'self-hosted': 'on a machine of your own: a small box, a NAS, a virtual machine',
    container: 'the same in a container, with Caddy in front (deploy/compose.yaml)',
    firebase:
      'at Google, on Firebase: nothing to look after; needs the Blaze plan (a home stays within the free quota)',
  },
};

/**
 * The question for the project of Google's console, which is the first: everything else contains its id. `known` are projects to
 * choose from by number, with their names; any other id may be typed.
 */
export function projectQuestion(
  target: Target,
  present: string | undefined,
  known: Readonly<Record<string, string>> = {},
): Question {
  return {
    flag: 'google-project',
    label: 'Project id',
    explanation:
      Object.keys(known).length === 0
        ? PROJECT_HELP
        : [...PROJECT_HELP, 'Projects of your Firebase account, or type another id:'],
    choices: known,
    fallback: present,
    normalize: projectIdIn,
    fault: (value) => settingFault('GOOGLE_PROJECT_ID', value, target),
  };
}

/** The question for the origin that people and Google use. */
export function addressQuestion(
  target: Target,
  explanation: readonly string[],
  present: string | undefined,
): Question {
  return {
    flag: 'public-url',
    label: 'Address',
    explanation,
    fallback: present,
    normalize: (answer) => originIn(/^https?:/i.test(answer) ? answer : `https://${answer}`),
    fault: (value) => settingFault('PUBLIC_URL', value, target) ?? nameFault(value),
  };
}

/** Refuses a name without a dot, which the internet does not know, and a number, which was meant for another question (0.0.0.1). */
function nameFault(address: string): string | undefined {
  if (!/^https:\/\/([^.:[\]]+|0\.[\d.]+)(:\d+)?$/i.test(address)) return undefined;
  return `It needs the whole name by which the internet knows it, such as https://locks.example.com (is "${address}").`;
}

/** Returns an address as the server names itself by it, for Google's console; unchanged if it is none. */
function originIn(text: string): string {
  const address = text.replace(/\/+$/, '');
  return webAddressFaults(address, 'origin').length === 0 ? new URL(address).origin : address;
}

/** The question that tells the two generations of Sifely's API apart. */
export function sifelyQuestion(target: Target, present: SettingValues): Question {
  return {
    flag: 'sifely-client-id',
    label: 'Client id',
    explanation: [
      'Do you have a client id from Sifely’s API Access (accounts from before June 2026)? Everybody else presses Enter:',
      'people sign in with their Sifely e-mail address and password.',
    ],
    fallback: present['SIFELY_PROFILE'] === 'api-key' ? '' : (present['SIFELY_CLIENT_ID'] ?? ''),
    fault: (value) => (value === '' ? undefined : settingFault('SIFELY_CLIENT_ID', value, target)),
  };
}

/** Returns the settings that follow from the answer. */
export function sifelySettings(clientId: string): SettingValues {
  return clientId === ''
    ? { SIFELY_PROFILE: 'api-key' }
    : { SIFELY_PROFILE: 'oauth', SIFELY_CLIENT_ID: clientId };
}
