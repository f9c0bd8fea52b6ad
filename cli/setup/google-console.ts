import { homeAppLink } from '../../functions/pages/home-app-link.ts';
import type { SettingValues } from './env-text.ts';

const CONSOLE = 'https://console.home.google.com';

/** Explains the project id where it is asked. */
export const PROJECT_HELP = [
  'The project of the Google Home Developer Console. Everything begins with its id, because Google redirects people to',
  `addresses that contain it. Open ${CONSOLE}/projects, choose "Create project", and copy the`,
  'project id (not the name); it is shown in the address bar and in the project settings.',
];

/** Returns the project id in what people paste: the id itself, or an address of the console. */
export function projectIdIn(text: string): string {
  return /\/projects?\/([a-z][a-z0-9-]{4,28}[a-z0-9])(?:[/?#]|$)/.exec(text)?.[1] ?? text.toLowerCase();
}

/** Returns every field of the form in Google's console, in its order. `secretPlace` says where the client secret is. */
export function consoleGuide(values: SettingValues, icon: string, secretPlace: string): string[] {
  const url = values['PUBLIC_URL'] ?? '';
  const fields = {
    'Integration name': 'Sifely Locks',
    'Device type': 'Lock',
    'App icon': icon,
    'OAuth client ID': values['GOOGLE_CLIENT_ID'] ?? '',
    'Client secret': secretPlace,
    'Authorization URL': `${url}/oauth/authorize`,
    'Token URL': `${url}/oauth/token`,
    'Cloud fulfillment URL': `${url}/smarthome`,
    Scopes: '(leave empty)',
    'HTTP basic auth header': '(leave unchecked)',
  };
  const width = Math.max(...Object.keys(fields).map(({ length }) => length));
  return [
    `Open ${CONSOLE}, open the project ${values['GOOGLE_PROJECT_ID']}, choose "Add cloud-to-cloud integration"`,
    '(then "Next: Develop", "Next: Setup"), and enter:',
    '',
    ...Object.entries(fields).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    'Save. Then open "Test" there and turn testing on for the integration.',
  ];
}

/** Returns how a phone links, with the direct link into the Google Home app. */
export function linkingGuide(values: SettingValues): string[] {
  const agentId = values['GOOGLE_AGENT_ID'] ?? values['GOOGLE_PROJECT_ID'] ?? '';
  return [
    'On a phone with the same Google account, open the link below, or in the Google Home app: Devices, Add, Works with',
    'Google Home, and search for the integration: its name starts with [test].',
    '',
    `  ${homeAppLink(agentId)}`,
    '',
    'Sign in with your Sifely account, choose the locks and set a voice PIN. Then copy the webhook address from',
    `${values['PUBLIC_URL']}/account into Sifely: Google then learns of changes within seconds.`,
  ];
}
