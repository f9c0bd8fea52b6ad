/** What EXECUTE may carry to prove that the person may do it. Source: /cloud-to-cloud/enhancements/secondary-user-verification. */
export type Challenge = { readonly pin: string } | { readonly ack: boolean };

/** The outcome of one turn that a dialogue looks at. */
interface Turn {
  /** The type of `challengeNeeded`, when it was answered so. */
  readonly challenge?: string | undefined;
}

/** Answers a challenge; `undefined` ends the dialogue, as when the person walks away. */
export type Respond = (challenge: string) => Promise<Challenge | undefined> | Challenge | undefined;

/**
 * Keeps the dialogue that Google keeps: the command without a challenge, then with one when it is asked for, then again for as
 * long as the PIN is wrong and the person tries again. The last turn is the outcome.
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

/** A person who knows these PINs, tries them in order, and says yes when asked for that only. */
export function respondWith(pins: string | readonly string[] | undefined): Respond {
  const left = pins === undefined ? [] : typeof pins === 'string' ? [pins] : [...pins];
  return (challenge) => {
    if (challenge === 'ackNeeded') return { ack: true };
    const pin = left.shift();
    return pin === undefined ? undefined : { pin };
  };
}
