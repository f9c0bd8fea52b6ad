import type { RecordedCall } from '../../../simulators/sifely/http/api.ts';
import type { Movement, SifelySimulator } from '../../../simulators/sifely/index.ts';

/** What reaches Sifely, and what comes of it. */
export class SifelyWatch {
  /** Every movement of a bolt so far. */
  readonly movements: readonly Movement[];
  readonly #sifely: SifelySimulator;

  constructor(sifely: SifelySimulator) {
    this.#sifely = sifely;
    const movements: Movement[] = [];
    this.movements = movements;
    sifely.onMovement((movement) => movements.push(movement));
  }

  /** The commands that Sifely got for a lock, without those that it refused because a gateway was busy. */
  sent(lockId: string | number): RecordedCall[] {
    return this.attempts(lockId).filter(({ code }) => code !== -3003 && code !== -3037);
  }

  /** The commands that Sifely got for a lock, refused ones too. */
  attempts(lockId: string | number): RecordedCall[] {
    return this.#sifely.calls.filter(
      (call) => call.lockId === String(lockId) && /\/(lock|unlock)$/.test(call.endpoint),
    );
  }
}
