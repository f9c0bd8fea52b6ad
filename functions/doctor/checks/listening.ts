import { checkProof } from '../../accounts/installation/proof.ts';
import { commandCall } from '../../config/command-call.ts';
import type { OutsideDeps } from '../deps.ts';
import { type Check, ok, problem } from '../finding.ts';
import { healthAnswer } from '../health-answer.ts';

/** The server itself, without what is in front of it: so it shows which of them fails. */
export const listening: Check<OutsideDeps> = {
  name: 'listening',
  async run({ env, listensAt, probes, sealer, installationId }) {
    const answer = healthAnswer(await probes.server());
    if (!answer.isOurs) {
      return [
        answer.status === undefined
          ? problem(
              `No server answers at ${listensAt} (${answer.cause}).`,
              `Start it: ${commandCall(env, 'start')}, or its service.`,
            )
          : problem(`Another program answers at ${listensAt}.`, 'End it, or choose another PORT.'),
      ];
    }
    const { doctor } = answer.body;
    const proof = doctor && sealer && checkProof(sealer, probes.question, await installationId(), doctor);
    if (proof === 'same') return [ok(`The server runs at ${listensAt}.`)];
    return [
      problem(
        `The server at ${listensAt} has ${proof === 'database' ? 'another database' : 'other ENCRYPTION_KEYS'} than these settings.`,
        'Restart it with them; if that changes nothing, it is another installation.',
      ),
    ];
  },
};
