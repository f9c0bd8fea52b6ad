import type { OutsideDeps } from '../deps.ts';
import { type Check, ok, problem } from '../finding.ts';
import { parsed } from '../health-answer.ts';

/** Sifely answers, in its own form. */
export const sifely: Check<OutsideDeps> = {
  name: 'sifely',
  async run({ config, probes }) {
    const { baseUrl, profile } = config.sifely;
    const { host } = new URL(baseUrl);
    const answer = await probes.sifely();
    if ('cause' in answer) {
      return [
        problem(
          `Sifely (${host}) does not answer (${answer.cause}).`,
          'Is this machine connected to the internet? docs/troubleshooting.md explains the codes.',
        ),
      ];
    }
    if (answer.status >= 500) {
      return [
        problem(`Sifely (${host}) has an outage (status ${answer.status}).`, 'Wait: it passes without you.'),
      ];
    }
    const body = parsed(answer.body);
    if (typeof body === 'object' && body !== null) {
      return [ok(`Sifely answers at ${host} (profile ${profile}).`)];
    }
    return [
      problem(
        `${host} does not answer as Sifely does (status ${answer.status}).`,
        'Is SIFELY_BASE_URL right? A proxy or the login page of a network may answer in its place.',
      ),
    ];
  },
};
