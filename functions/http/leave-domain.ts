/**
 * Leaves the domain (`node:domain`) in which the functions framework runs every request. In it every promise and every
 * socket is marked and looked up again, a quarter of the processor time of an intent. The app answers for its errors
 * itself. One that nobody catches, which the domain would answer with 500 and forget, ends the instance instead, as it ends a
 * server of one's own: its state is unknown. Elsewhere there is no domain, and this does nothing.
 */
export function leaveDomain(): void {
  const domain: unknown = Reflect.get(process, 'domain');
  if (typeof domain !== 'object' || domain === null) return;
  const exit: unknown = Reflect.get(domain, 'exit');
  if (typeof exit === 'function') exit.call(domain);
}
