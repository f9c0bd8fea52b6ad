import { SCHEMA } from '../../../functions/accounts/documents/schema-version.ts';
import { World } from '../../support/world.ts';

describe.each(['sqlite', 'firestore'] as const)('an account from a newer release in %s', (store) => {
  test('is an outage for Google, not a broken link, and the log says what to do', async () => {
    const world = await World.start({ store });
    try {
      await world.link();
      const [document] = await world.store.list('accounts', { limit: 1 });
      if (document === undefined) throw new Error('no account');
      const { key, revision, data, times } = document;
      const newer = { ...Object(data), schema: SCHEMA + 1 };
      const written = await world.store.replace(key, revision, newer, times);
      const alice = world.google.user('alice');
      await expect(alice.sync()).rejects.toThrow(/503/);
      await expect(alice.lock('Front door')).rejects.toThrow(/503/);
      expect(world.logLines.join('\n')).toMatch(
        /is from a newer release \(schema 2, this release knows 1\): start that release again/,
      );
      expect((await world.store.get([key]))[0]?.data).toEqual(newer);

      // The newer release is back: everything works as before.
      await world.store.replace(key, written ?? '', data, times);
      expect((await alice.lock('Front door')).status).not.toBe('ERROR');
    } finally {
      await world.close();
    }
  });
});
