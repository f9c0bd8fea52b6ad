/**
 * Leaves the domain in which the functions framework runs every request: tracking promises is a quarter of an intent's time.
 * An uncaught error then ends the instance, as it ends a self-hosted server: the state is unknown. Does nothing without a
 * domain.
 */
export function leaveDomain(): void {
  const domain: unknown = Reflect.get(process, 'domain');
  if (typeof domain !== 'object' || domain === null) return;
  const exit: unknown = Reflect.get(domain, 'exit');
  if (typeof exit === 'function') exit.call(domain);
}
