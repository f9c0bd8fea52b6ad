import * as v from 'valibot';
import { demoSeed, type SifelySimulator } from '../../sifely/index.ts';

/** The moods of the simulated cloud. */
export const MOODS = ['ok', 'bad-gateway', 'slow', 'silent', 'plan-used-up'] as const;
/** How webhooks arrive. */
export const WEBHOOKS = ['off', 'on', 'late', 'twice', 'disordered'] as const;
/** How a gateway answers. */
export const GATEWAYS = ['on', 'off', 'slow', 'busy'] as const;

const lockId = v.string();
const name = v.exactOptional(v.string());

/** Something that a person does at the house, or that happens to it. */
export const houseActionSchema = v.variant('do', [
  v.strictObject({ do: v.literal('turn'), lockId, to: v.picklist(['lock', 'unlock']) }),
  v.strictObject({ do: v.literal('key'), lockId, to: v.picklist(['lock', 'unlock']) }),
  v.strictObject({ do: v.literal('code'), lockId, name }),
  v.strictObject({ do: v.literal('wrong-code'), lockId }),
  v.strictObject({ do: v.literal('card'), lockId, name }),
  v.strictObject({ do: v.literal('finger'), lockId, name }),
  v.strictObject({ do: v.literal('jam'), lockId, on: v.boolean() }),
  v.strictObject({
    do: v.literal('battery'),
    lockId,
    percent: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
  }),
  v.strictObject({ do: v.literal('freeze'), lockId, on: v.boolean() }),
  v.strictObject({ do: v.literal('door'), lockId, to: v.picklist(['open', 'closed']) }),
  v.strictObject({ do: v.literal('gateway'), gatewayId: v.string(), to: v.picklist(GATEWAYS) }),
  v.strictObject({ do: v.literal('cloud'), to: v.picklist(MOODS) }),
  v.strictObject({ do: v.literal('expire-tokens') }),
  v.strictObject({ do: v.literal('revoke-tokens') }),
  v.strictObject({ do: v.literal('webhooks'), to: v.picklist(WEBHOOKS) }),
]);

/** See {@link houseActionSchema}. */
export type HouseAction = v.InferOutput<typeof houseActionSchema>;

/** A lock as a person at the door sees it. */
export interface HouseLock {
  readonly id: string;
  readonly name: string;
  readonly bolt: 'locked' | 'unlocked';
  readonly isJammed: boolean;
  readonly isFrozen: boolean;
  /** True if its door stands open; the bolt may be out or not. */
  readonly isOpen: boolean;
  readonly battery: number;
  readonly autoLockSeconds: number;
  /** `Wi-Fi`, the names of its gateways, or neither. */
  readonly reach: readonly string[];
  /** False if nothing outside the house can reach it now. */
  readonly isReachable: boolean;
  /** Names of what opens it. */
  readonly codes: readonly string[];
  readonly cards: readonly string[];
  readonly fingers: readonly string[];
}

/** A lock as it is to be. */
export type ArrangedLock = Pick<
  HouseLock,
  'id' | 'bolt' | 'isJammed' | 'isFrozen' | 'battery' | 'autoLockSeconds'
>;

/** The whole house, for the page. */
export interface HouseView {
  readonly locks: readonly HouseLock[];
  readonly gateways: readonly {
    readonly id: string;
    readonly name: string;
    readonly is: (typeof GATEWAYS)[number];
  }[];
  readonly mood: (typeof MOODS)[number];
  readonly webhooks: (typeof WEBHOOKS)[number];
}

/** A house that a person plays with: the locks of one Sifely account. */
export interface House {
  view(): HouseView;
  /** Throws an error with a sentence for the person if an action makes no sense here. */
  check(action: HouseAction): void;
  /** Carries out an action that was checked. */
  act(action: HouseAction): void;
  /** Ends every fault: gateways are on, the cloud is fine, no webhooks, no bolt is stuck, no lock is frozen. */
  tidy(): void;
  /** Puts locks back to how they began: bolt, battery, not frozen, doors closed. */
  reset(): void;
  /** Puts everything into a state, without events. Throws as `check`. */
  arrange(
    house: Pick<HouseView, 'gateways' | 'mood' | 'webhooks'> & { readonly locks: readonly ArrangedLock[] },
  ): void;
}

/** A reply that comes later than Google waits, by the cloud's clock. */
const SLOW_MS = 3000;
/** A webhook that comes late. */
const LATE_MS = 60_000;

const WEBHOOK_FAULTS = {
  on: {},
  late: { delayMs: LATE_MS },
  twice: { copies: 2 },
  disordered: { reorder: true },
} as const;

interface HouseDeps {
  readonly sifely: SifelySimulator;
  readonly username: string;
  /** The address for webhooks of the linked account; `undefined` until one is linked. */
  readonly webhookUrl: () => string | undefined;
}

/** Opens the house of a Sifely account of the simulator. */
export function openHouse({ sifely, username, webhookUrl }: HouseDeps): House {
  const lockIds = sifely.locksOf(username);
  const reached = new Set(lockIds.flatMap((id) => sifely.lock(id).state.gatewayIds.map(String)));
  const gateways = sifely.gateways.filter(({ gatewayId }) => reached.has(gatewayId));
  const gatewayName = (id: string) => gateways.find(({ gatewayId }) => gatewayId === id)?.name ?? id;
  const jams = new Set<string>();
  const slow = new Map<string, () => void>();
  let mood: HouseView['mood'] = 'ok';
  let endMood = () => {};
  let webhooks: HouseView['webhooks'] = 'off';

  const setGateway = (gatewayId: string, to: (typeof GATEWAYS)[number]): void => {
    const gateway = sifely.gateway(gatewayId);
    slow.get(gatewayId)?.();
    slow.delete(gatewayId);
    gateway.busy = to === 'busy';
    gateway.online = to !== 'off';
    if (to === 'slow') {
      const fault = sifely.fault({ kind: 'slow', gatewayId, ms: SLOW_MS });
      slow.set(gatewayId, () => fault.remove());
    }
  };

  const setMood = (to: HouseView['mood']): void => {
    endMood();
    endMood = () => {};
    mood = to;
    const faults = {
      ok: undefined,
      'bad-gateway': { kind: 'status', status: 502 },
      slow: { kind: 'slow', ms: SLOW_MS },
      silent: { kind: 'hang' },
      'plan-used-up': { kind: 'plan-exceeded' },
    } as const;
    const kind = faults[to];
    if (kind === undefined) return;
    const fault = sifely.fault({ ...kind, account: username });
    endMood = () => fault.remove();
  };

  const webhookSettings = (to: HouseView['webhooks']) => {
    if (to === 'off') return undefined;
    const url = webhookUrl();
    if (url === undefined) throw new Error('Link an account first: webhooks need its address.');
    return { url, ...WEBHOOK_FAULTS[to] };
  };

  const setWebhooks = (to: HouseView['webhooks']): void => {
    sifely.webhooks(username, webhookSettings(to));
    webhooks = to;
  };

  // A demo that is started again finds the house as an earlier one left it: that is not how it began.
  const beginning = lockIds.map((id) => {
    const seeded = demoSeed.locks?.find(({ lockId }) => String(lockId) === id);
    if (seeded !== undefined) {
      const { bolt = 'locked', battery = 85 } = seeded;
      return { id, settings: { bolt, battery, frozen: false } };
    }
    const { bolt, battery, frozen } = sifely.lock(id).state;
    return { id, settings: { bolt, battery, frozen } };
  });

  const setJam = (id: string, on: boolean): void => {
    sifely.lock(id).free();
    jams.delete(id);
    if (!on) return;
    jams.add(id);
    sifely.lock(id).jam();
  };

  return {
    arrange(house) {
      for (const { id, bolt, battery, isFrozen: frozen, autoLockSeconds, isJammed } of house.locks) {
        sifely.lock(id).set({ bolt, battery, frozen, autoLockSeconds });
        setJam(id, isJammed);
      }
      for (const { id, is } of house.gateways) setGateway(id, is);
      setMood(house.mood);
      setWebhooks(house.webhooks);
    },

    tidy() {
      for (const { gatewayId } of gateways) setGateway(gatewayId, 'on');
      setMood('ok');
      setWebhooks('off');
      for (const id of jams) sifely.lock(id).free();
      jams.clear();
      for (const id of lockIds) sifely.lock(id).set({ frozen: false });
    },

    reset() {
      for (const { id, settings } of beginning) {
        sifely.lock(id).set(settings);
        if (sifely.lock(id).state.doorSensor?.open) sifely.lock(id).swingDoor('closed');
      }
    },

    view: () => ({
      locks: lockIds.map((id) => {
        const lock = sifely.lock(id);
        const { state } = lock;
        const isHeard = state.gatewayIds.some((gatewayId) => sifely.gateway(gatewayId).online);
        const isReachable = state.online && (state.wifi || isHeard);
        const names = (list: readonly { readonly name: string }[]) => list.map((each) => each.name);
        return {
          id,
          name: state.name,
          bolt: state.bolt,
          isJammed: jams.has(id),
          isFrozen: state.frozen,
          isOpen: state.doorSensor?.open === true,
          battery: state.battery,
          autoLockSeconds: state.autoLockSeconds,
          reach: state.wifi ? ['Wi-Fi'] : state.gatewayIds.map((each) => gatewayName(String(each))),
          isReachable,
          codes: names(state.keypad),
          cards: names(state.cardsInLock),
          fingers: names(state.fingersInLock ?? state.fingerprints),
        };
      }),
      gateways: gateways.map(({ gatewayId: id, name }) => {
        const gateway = sifely.gateway(id);
        const is = !gateway.online ? 'off' : gateway.busy ? 'busy' : slow.has(id) ? 'slow' : 'on';
        return { id, name, is };
      }),
      mood,
      webhooks,
    }),

    check(action) {
      if ('lockId' in action && !lockIds.includes(action.lockId)) throw new Error('There is no such door.');
      if ('gatewayId' in action && !gateways.some(({ gatewayId }) => gatewayId === action.gatewayId))
        throw new Error('There is no such gateway.');
      if (action.do === 'webhooks') webhookSettings(action.to);
      if (!('name' in action) || action.name === undefined) return;
      const { name, keypad, cardsInLock, fingersInLock, fingerprints } = sifely.lock(action.lockId).state;
      const known = { code: keypad, card: cardsInLock, finger: fingersInLock ?? fingerprints }[action.do];
      if (!known.some((each) => each.name === action.name))
        throw new Error(`${name} has no ${action.do} “${action.name}”.`);
    },

    act(action) {
      switch (action.do) {
        case 'turn':
          return sifely.lock(action.lockId).turnByHand(action.to);
        case 'key':
          return sifely.lock(action.lockId).useMechanicalKey(action.to);
        case 'code':
          return sifely.lock(action.lockId).enterPasscode(action.name);
        case 'wrong-code':
          return sifely.lock(action.lockId).enterDigits('9912345621');
        case 'card':
          return sifely.lock(action.lockId).useCard(action.name);
        case 'finger':
          return sifely.lock(action.lockId).useFingerprint(action.name);
        case 'jam':
          return setJam(action.lockId, action.on);
        case 'battery':
          return sifely.lock(action.lockId).set({ battery: action.percent });
        case 'freeze':
          return sifely.lock(action.lockId).set({ frozen: action.on });
        case 'door':
          return sifely.lock(action.lockId).swingDoor(action.to);
        case 'gateway':
          return setGateway(action.gatewayId, action.to);
        case 'cloud':
          return setMood(action.to);
        case 'expire-tokens':
          return sifely.account(username).expireAccessTokens();
        case 'revoke-tokens': {
          sifely.account(username).expireAccessTokens();
          return sifely.account(username).revokeRefreshTokens();
        }
        case 'webhooks':
          return setWebhooks(action.to);
      }
    },
  };
}
