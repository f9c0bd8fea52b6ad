import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { until } from '../../support/until.ts';
import { OperatorWorld } from '../operator/operator-world.ts';
import { DEMO, signedIn } from './owner.ts';

/** All that names the person: the user, the locks, a guest. */
const PERSONAL = [DEMO.username, 'Front door', 'Back door', 'Garage', 'Anna Guest', '582931', '0412'];

describe.each(['sqlite', 'firestore'] as const)('after the owner has left, %s', (store) => {
  let place: OperatorWorld;
  beforeEach(async () => {
    place = await OperatorWorld.start(store);
  });
  afterEach(() => place.close());

  /** What is stored, as a thief of the disk reads it. */
  const stored = () =>
    place.world.firestore === undefined
      ? globSync(join(place.dataDir, '*'))
          .map((file) => readFileSync(file, 'latin1'))
          .join()
      : JSON.stringify(place.world.firestore.documents);

  test('has nothing of the person: no name, user, lock or guest, nor the id of the account', async () => {
    const { world } = place;
    await world.link('alice', { pin: '0412' });
    const id = place.accountId;
    await world.google.user('alice').unlock('front door', { pin: ['1111', '0412'] });
    await world.app.guests?.add(id, {
      ...{ name: 'Anna Guest', lockIds: [String(DEMO_LOCKS.frontDoor)], timeZone: 'UTC', digits: '582931' },
      validity: { kind: 'permanent' },
    });
    await world.pass(10 * 60_000);
    expect(PERSONAL.filter((text) => stored().includes(text))).toContain('Front door');
    expect(stored()).toContain(id);

    const person = await signedIn(world);
    await person.press('Unlink everything…');
    await person.press('Unlink everything');
    expect(person.page.headings[0]).toBe('Everything is unlinked');
    // Google is told by a job; sessions and codes expire, and SQLite deletes what expired within the hour.
    await world.pass(60_000);
    world.clock.advance(3 * 3_600_000);
    await world.app.tick();
    await world.pass(60_000);
    world.firestore?.deleteExpired();
    // SQLite empties its log a real second after an account ended.
    const left = () =>
      [...PERSONAL, id, String(DEMO_LOCKS.frontDoor)].filter((text) => stored().includes(text));
    await until(() => left().length === 0, 'the erasure of the person').catch(() => {});
    expect(left()).toEqual([]);
  });
});
