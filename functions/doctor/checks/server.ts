import type { AddressDeps } from '../deps.ts';
import { type Check, ok, problem } from '../finding.ts';
import { healthAnswer, parsed } from '../health-answer.ts';

/** The server's own word (`GET /ready`). */
export const server: Check<AddressDeps> = {
  name: 'server',
  async run({ probes }) {
    if (!healthAnswer(await probes.health()).isOurs) return [];
    const answer = await probes.ready();
    if ('cause' in answer) return [];
    const { status, problems } = Object(parsed(answer.body));
    if (status === 'ready') return [ok('The server is ready.')];
    const messages = (Array.isArray(problems) ? problems : []).map((each) => Object(each).message);
    return messages
      .filter((message) => typeof message === 'string')
      .map((message) =>
        problem(
          `The server says: ${message.slice(0, 300)}.`,
          'Its log has more; see docs/troubleshooting.md.',
        ),
      );
  },
};
