/**
 * Leaves the domain (`node:domain`) in which the functions framework runs every request. In it every promise and every
 * socket is marked and looked up again, a quarter of the processor time of an intent. What the domain is for happens
 * all the same: the app answers for its errors itself, and one that nobody catches ends the process, as the framework
 * wants it without a domain too. Elsewhere there is no domain, and this does nothing.
 */
export function leaveDomain(): void {
  const domain: unknown = Reflect.get(process, 'domain');
  if (typeof domain !== 'object' || domain === null) return;
  const exit: unknown = Reflect.get(domain, 'exit');
  if (typeof exit === 'function') exit.call(domain);
}
