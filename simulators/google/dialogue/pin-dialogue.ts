/** The second verification that EXECUTE may carry. Source: /cloud-to-cloud/enhancements/secondary-user-verification. */
export type Challenge = { readonly pin: string } | { readonly ack: boolean };

/** The part of a turn's result that continues the dialogue. */
interface Turn {
  /** The type of `challengeNeeded`, if the response has one. */
  readonly challenge?: string | undefined;
}

/** Answers a challenge; `undefined` ends the dialogue, as if the person walked away. */
export type Respond = (challenge: string) => Promise<Challenge | undefined> | Challenge | undefined;

/**
 * Runs the dialogue as Google does: sends the command without a challenge, then with one if requested, then again while the
 * PIN is wrong and the person retries. The last turn is the outcome.
 */
export async function holdDialogue<T extends Turn>(
  take: (challenge: Challenge | undefined) => Promise<T>,
  respond: Respond,
): Promise<{ readonly last: T; readonly turns: readonly T[] }> {
  const turns: T[] = [];
  let last = await take(undefined);
  turns.push(last);
  while (last.challenge !== undefined) {
    const response = await respond(last.challenge);
    if (response === undefined) break;
    last = await take(response);
    turns.push(last);
  }
  return { last, turns };
}

/** Responds with these PINs in order, and with yes to an acknowledgement. */
export function respondWith(pins: string | readonly string[] | undefined): Respond {
  const left = pins === undefined ? [] : typeof pins === 'string' ? [pins] : [...pins];
  return (challenge) => {
    if (challenge === 'ackNeeded') return { ack: true };
    const pin = left.shift();
    return pin === undefined ? undefined : { pin };
  };
}
