import { DEMO_ACCOUNT, DEMO_LOCKS, demoSeed, type Seed } from '../../../simulators/sifely/index.ts';
import { SeededRandom } from '../../simulation/seeded-random.ts';
import { linkOneOfMany, manyLocks } from '../many-locks.ts';
import { DEFAULT_TIMES } from '../test-config.ts';
import { World, type WorldOptions } from '../world.ts';

/** The token of the operator's page of each home. */
export const OPERATOR_TOKEN = 'a-token-of-the-operator-0001';

/** The voice PIN of the household in each home that is linked. */
export const HOUSEHOLD_PIN = '0412';

/** A Tuesday in March, a quarter to six in the evening UTC: a day on which no clock changes. */
const STILL_AT = Date.UTC(2026, 2, 10, 17, 45);

/** The home that a state needs, as a seed and what was done in it. */
interface Home {
  readonly options?: WorldOptions;
  readonly begin?: (world: World) => Promise<unknown>;
}

const who = { ...DEMO_ACCOUNT };

function homeWith(names: readonly string[]): Seed {
  return {
    accounts: [who],
    homes: [{ name: 'Home', utcOffsetMinutes: 60 }],
    gateways: [{ gatewayId: 880, name: 'Hall', home: 'Home' }],
    locks: names.map((name, i) => ({
      ...{ lockId: 900 + i, name, home: 'Home', owner: who.username, gatewayIds: [880] },
      groupName: 'Home',
    })),
  };
}

/** The name of a lock of the homes with forty, at a place from 0 on: in letters that the browser of the pictures has. */
export function apartmentAt(place: number): string {
  const more = [' main entrance at the courtyard, left wing', '', ' back door', ''];
  return `Apartment ${place}${more[place % more.length]}`;
}

function apartments(): Seed {
  const seed = manyLocks(40, who);
  return { ...seed, locks: seed.locks?.map((lock, place) => ({ ...lock, name: apartmentAt(place) })) ?? [] };
}

const linkDoors = async (world: World) => {
  const locks = [DEMO_LOCKS.frontDoor, DEMO_LOCKS.backDoor, DEMO_LOCKS.garage, DEMO_LOCKS.study];
  await world.link('alice', { pin: HOUSEHOLD_PIN, locks });
  await world.pass(60_000);
};

const HOMES = {
  /** The demo's home, which nobody has linked. */
  new: {},
  /** The same, linked by Alice. */
  linked: { begin: linkDoors },
  /** The same with the profile whose API key can be replaced. */
  'linked-by-key': { options: { profile: 'api-key' }, begin: linkDoors },
  /** The same at a Firestore, which a state may take away. */
  'linked-at-firestore': { options: { store: 'firestore' }, begin: linkDoors },
  /** The same that answers Google as fast as in production. */
  'linked-and-hasty': { options: { config: DEFAULT_TIMES }, begin: linkDoors },
  'one-lock': { options: { sifely: { seed: homeWith(['Front door']) } } },
  'four-locks': {
    options: { sifely: { seed: homeWith(['Front door', 'Back door', 'Garage', 'Study']) } },
  },
  'forty-locks': { options: { sifely: { seed: apartments() } } },
  'forty-locks-linked': {
    options: { sifely: { seed: apartments() } },
    begin: async (world) => {
      await linkOneOfMany(world);
      await world.pass(60_000);
    },
  },
} as const satisfies Record<string, Home>;

/** The names of the homes. */
export type HomeName = keyof typeof HOMES;

/**
 * Starts a home of its own. Its time stands still and its randomness repeats, so that a page looks the same each time. `config` changes the
 * deployment. The caller closes it.
 */
export async function startHome(name: HomeName, config: WorldOptions['config'] = {}): Promise<World> {
  const { options, begin }: Home = HOMES[name];
  const world = await World.start({
    stillAt: STILL_AT,
    random: new SeededRandom(14),
    ...options,
    sifely: { random: new SeededRandom(14), seed: demoSeed, ...options?.sifely },
    config: {
      publicUrl: 'http://locks.example.com',
      service: { operator: 'Harbour Homes', contact: 'help@example.com' },
      operatorToken: OPERATOR_TOKEN,
      alertAddresses: 'local',
      ...options?.config,
      ...config,
    },
  });
  await begin?.(world);
  return world;
}
