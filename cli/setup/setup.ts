import { systemRandom } from '../../functions/random.ts';
import type { Command } from '../command.ts';
import { setUpFirebase } from './firebase.ts';
import { Interview } from './interview.ts';
import { TARGET_QUESTION } from './questions.ts';
import { setUpServer } from './self-hosted.ts';

/** `setup`: asks what only a person can know, makes everything else, and says what to paste where. */
export const setup: Command = {
  description: [
    'Sets up the integration: asks for a few values, makes every secret, writes a complete configuration, and prints what to enter',
    'in Google’s console. It shows every change before it makes it, and can be run again: what is set stays as it is.',
    'Each option answers a question, so that with --yes nothing is asked.',
  ].join('\n'),
  options: {
    target: { type: 'string', value: 'WHERE', help: 'self-hosted, container or firebase' },
    'google-project': {
      type: 'string',
      value: 'ID',
      help: 'project id of the Google Home Developer Console',
    },
    'public-url': {
      type: 'string',
      value: 'ADDRESS',
      help: 'address that Google and people use, such as https://locks.example.com',
    },
    'sifely-client-id': {
      type: 'string',
      value: 'ID',
      help: 'client id of Sifely’s API Access, if you have one from before June 2026',
    },
    way: {
      type: 'string',
      value: 'WAY',
      help: 'how requests reach a self-hosted server: caddy, nginx, cloudflare, tailscale or plain',
    },
    'key-file': {
      type: 'string',
      value: 'FILE',
      help: 'key of a Google service account, with which a self-hosted server reports states',
    },
    'proxy-address': {
      type: 'string',
      value: 'ADDRESSES',
      help: 'addresses or networks of the proxies in front, if the nearest is not on this machine',
    },
    port: { type: 'string', value: 'PORT', help: 'port of a self-hosted server, instead of 8080' },
    file: { type: 'string', value: 'FILE', help: 'settings file of a self-hosted server, instead of .env' },
    region: {
      type: 'string',
      value: 'REGION',
      help: 'region of the functions and the database on Firebase, such as europe-west1',
    },
    'database-location': {
      type: 'string',
      value: 'REGION',
      help: 'location of the database, if Firestore does not exist in that region',
    },
    budget: {
      type: 'string',
      value: 'AMOUNT',
      help: 'amount a month of which Google warns by mail; 0 for none',
    },
    'skip-deploy': { type: 'boolean', help: 'prepares everything on Firebase but the deployment itself' },
    yes: { type: 'boolean', short: 'y', help: 'asks nothing: takes defaults, and makes the changes' },
    'show-secret': {
      type: 'boolean',
      help: 'prints a new client secret even with --yes; it is printed when it is made and never again',
    },
    'dry-run': { type: 'boolean', help: 'shows every change and every command, and does nothing' },
  },
  async run(terminal, { values }) {
    const interview = new Interview(terminal, values);
    const target = await interview.ask(TARGET_QUESTION);
    interview.finish();
    const run = { terminal, values, interview, random: systemRandom };
    return target === 'firebase' ? setUpFirebase(run) : setUpServer(run, target === 'container');
  },
};
