import type { Config } from '../../config/config.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../store/store.ts';
import { createSealer } from '../sealing.ts';
import { type Installation, type KeyProblem, openInstallation } from './installation.ts';
import { answerProof, type Proof } from './proof.ts';

/** The installation of a running server, once it was looked at. */
export interface InstallationGuard {
  /** Why the keys do not fit, as far as that is known by now. */
  readonly problem: KeyProblem | undefined;
  /** Looks at the installation, once; rejects if the store does not answer, and may be called again then. */
  open(): Promise<Installation>;
  /** Answers doctor's question ({@link answerProof}). `now` in ms since the epoch. */
  answer(question: string, now: number): Proof | undefined;
}

/** Creates {@link InstallationGuard}. Reads nothing by itself. */
export function createInstallationGuard(deps: {
  readonly store: Store;
  readonly random: Random;
  readonly config: Pick<Config, 'encryptionKeys'>;
}): InstallationGuard {
  const { store, random } = deps;
  const keys = deps.config.encryptionKeys;
  const sealer = createSealer(keys, random);
  let opening: Promise<Installation> | undefined;
  let opened: Installation | undefined;

  return {
    get problem() {
      return opened?.problem;
    },
    open() {
      opening ??= openInstallation({ store, keys, random }).then(
        (installation) => {
          opened = installation;
          return installation;
        },
        (error: unknown) => {
          opening = undefined;
          throw error;
        },
      );
      return opening;
    },
    answer: (question, now) => answerProof(sealer, question, opened?.id, now),
  };
}
