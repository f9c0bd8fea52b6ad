import { create } from 'node:domain';
import { leaveDomain } from '../../../functions/http/leave-domain.ts';

const current = () => Reflect.get(process, 'domain') ?? undefined;

test('after leaveDomain, code and promises run outside the domain of the request', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  create().run(() => {
    process.nextTick(() => {
      const seen = [current() === undefined];
      leaveDomain();
      seen.push(current() === undefined);
      const turn = Promise.resolve().then(() => new Promise((next) => setImmediate(next)));
      void turn.then(() => resolve([...seen, current() === undefined]));
    });
  });
  expect(await promise).toEqual([false, true, true]);
});

test('after leaveDomain, the next request has its own domain again', async () => {
  const domains = await Promise.all(
    [1, 2].map(
      () =>
        new Promise((resolve) => {
          const domain = create();
          domain.run(() => {
            process.nextTick(() => {
              const was = current();
              leaveDomain();
              resolve(was === domain);
            });
          });
        }),
    ),
  );
  expect(domains).toEqual([true, true]);
});

test('leaveDomain does nothing without a domain', () => {
  leaveDomain();
  expect(current()).toBeUndefined();
});
