/**
 * Leaves the domain (`node:domain`) in which the functions framework runs every request: it tracks every promise and
 * socket, a quarter of the processor time of an intent. The app handles its own errors. An uncaught one, which the domain
 * would answer with 500, ends the instance instead, as it ends a self-hosted server: the state is unknown.
 * Does nothing without a domain.
 */
export function leaveDomain(): void {
  const domain: unknown = Reflect.get(process, 'domain');
  if (typeof domain !== 'object' || domain === null) return;
  const exit: unknown = Reflect.get(domain, 'exit');
  if (typeof exit === 'function') exit.call(domain);
}
