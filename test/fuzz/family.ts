import fc from 'fast-check';
import type { Session } from './session.ts';
import { ATTACKED } from './target.ts';

/** The part of fast-check's report that is printed. */
export interface Outcome {
  readonly failed: boolean;
  readonly counterexample: unknown;
  readonly counterexamplePath: string | null;
  readonly errorInstance: unknown;
}

/** Inputs of one kind: how they are made, and how one is sent. */
export interface Family {
  readonly name: string;
  /** Sends inputs until one fails or the parameters end the run. */
  check(session: Session, parameters: fc.Parameters<never>): Promise<Outcome>;
}

/** Makes a family. An input is plain data, so that a seed makes it again; `send` rejects if its answer is a fault. */
export function family<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  send: (session: Session, input: Input) => Promise<unknown>,
): Family {
  return {
    name,
    check: (session, parameters) =>
      fc.check(
        fc.asyncProperty(inputs, async (input) => {
          await send(session, input);
        }),
        parameters as unknown as fc.Parameters<[Input]>,
      ),
  };
}

/** The index of the home that an input speaks for. */
export const homes = fc.nat(ATTACKED - 1);
