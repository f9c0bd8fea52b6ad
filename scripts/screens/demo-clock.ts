/** Returns options of Node with which a program's clock begins at `startsAt`, ms since the epoch, and runs on from there. */
export function clockStartingAt(startsAt: number): string[] {
  const shift = `const Real = Date;
const ahead = ${startsAt} - Real.now();
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + ahead);
    else super(...parts);
  }
  static now() {
    return Real.now() + ahead;
  }
};`;
  return ['--import', `data:text/javascript,${encodeURIComponent(shift)}`];
}
