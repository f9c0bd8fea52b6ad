// The format of a seed file; the comments here are its documentation.
import * as v from 'valibot';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
const dbm = v.pipe(v.number(), v.integer(), v.minValue(-120), v.maxValue(-1));
const name = v.pipe(v.string(), v.minLength(1));
/** A moment: ms since the epoch, or from the start of the world, such as `+2d`, `-3h` or `+30m`. */
const moment = v.union([
  ms,
  v.pipe(v.string(), v.regex(/^[+-]\d{1,5}[mhd]$/, 'write ms since the epoch, or such as +2d')),
]);
const where = v.exactOptional(v.picklist(['both', 'lock', 'cloud']));
const weekDay = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7));
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60));
const profile = v.picklist(['oauth', 'api-key']);

/** The webhook of an account's lock events, and its faults. */
export const webhookSchema = v.strictObject({
  url: v.pipe(v.string(), v.url()),
  /** `json` as Sifely does, `form` as the platform under it does. */
  style: v.optional(v.picklist(['json', 'form']), 'json'),
  /** The number of posts of each event. */
  copies: v.optional(id, 1),
  /** True to hold back the first event of each pair and post it after the second. */
  reorder: v.optional(v.boolean(), false),
  /** Ms between the record's arrival in the cloud and the post. */
  delayMs: v.optional(ms, 0),
  /** The same for a gateway or a Wi-Fi lock that came or went; the platform documents up to 30 and 15 minutes. */
  connectionDelayMs: v.optional(ms, 0),
  /** Fraction of events, 0 to 1, that are never posted. */
  loss: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0),
  /** True to omit `electricQuantity`, as some locks do. */
  omitBattery: v.optional(v.boolean(), false),
  /** True to send `records` as an array instead of a string that contains one. */
  recordsAsArray: v.optional(v.boolean(), false),
});

const planSchema = v.strictObject({
  name: v.optional(name, 'DEVELOPER'),
  /** False: cancelled or expired; every call is refused with 402. */
  active: v.optional(v.boolean(), true),
  /** The maximum number of own locks. Default: no limit. */
  devices: v.optional(id),
  /** The maximum number of calls in a calendar month (UTC). Default: no limit. */
  monthlyCalls: v.optional(ms),
});

const accountSchema = v.strictObject({
  username: name,
  password: name,
  /** The generations of Sifely's API that the account can use; TTLock's dialect is open to every account. */
  profiles: v.optional(v.array(profile), () => ['oauth', 'api-key']),
  plan: v.optional(planSchema, {}),
  webhook: v.optional(webhookSchema),
});

const homeSchema = v.strictObject({
  name,
  /** Minutes east of UTC. */
  utcOffsetMinutes: v.optional(v.pipe(v.number(), v.integer()), 0),
  /** The Wi-Fi that its gateways use. */
  network: v.optional(v.string(), 'home-wifi'),
});

const gatewaySchema = v.strictObject({
  gatewayId: id,
  name,
  home: v.optional(name),
  online: v.optional(v.boolean(), true),
  /** 1 and 2 by Wi-Fi, 3 by wire, 4 by mobile network. Default: 2. */
  version: v.exactOptional(v.picklist([1, 2, 3, 4])),
  /** The network that it uses. Default: that of its home. */
  network: v.exactOptional(name),
  /** The account that set it up. Default: the owners of the locks in its reach. */
  owner: v.exactOptional(name),
});

const sharedKeySchema = v.strictObject({
  username: name,
  /** 0 and 0 mean forever; `endDate` 1 opens once. Of a recurring key the two carry the hours of the day. */
  startDate: v.optional(moment, 0),
  endDate: v.optional(moment, 0),
  /** The days of a recurring key, 1 for Sunday, and its first and last moment. */
  recurs: v.exactOptional(
    v.strictObject({ weekDays: v.pipe(v.array(weekDay), v.minLength(1)), startDay: moment, endDay: moment }),
  ),
  /** True if the holder may operate the lock through its gateway. */
  remoteEnable: v.optional(v.boolean(), true),
  /** 110401 is normal, 110402 not accepted yet, 110405 frozen. */
  keyStatus: v.optional(v.string(), '110401'),
  /** True if the holder may manage the lock. */
  authorizedAdmin: v.optional(v.boolean(), false),
  /** The holder's own group for it. */
  groupName: v.optional(name),
});

/** A keypad code: its name, for a permanent one in the lock and the cloud's list, or all about it. */
const passcodeSchema = v.strictObject({
  name,
  /** Default: made up. */
  digits: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{4,10}$/, '4 to 10 digits are expected'))),
  /** 1 one-time, 2 permanent (default), 3 period, 4 erases all others, 5 weekend, 6 daily, 7 workday, 8 to 14 Monday to Sunday. */
  type: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(14))),
  /** False if its digits were generated. Default: true of types 2 and 3. */
  custom: v.exactOptional(v.boolean()),
  /** Default: a day ago, without end. */
  startDate: v.exactOptional(moment),
  endDate: v.exactOptional(moment),
  /** Default 1, normal; 4, 6 and 8 while a write waits, 5, 7 and 9 after it failed. */
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  /** Default both: in the lock, where it opens, and in the cloud's list. */
  where,
});

/** A card or a fingerprint: its name, for one without end, or all about it. */
const tokenSchema = v.strictObject({
  name,
  /** Default: made up. */
  number: v.exactOptional(v.pipe(v.string(), v.digits())),
  /** Default: at any time. */
  startDate: v.exactOptional(moment),
  endDate: v.exactOptional(moment),
  /** The hours of its days, 1 for Monday, in minutes of the day; it recurs then. */
  cyclicConfig: v.exactOptional(v.array(v.strictObject({ weekDay, startTime: minute, endTime: minute }))),
  /** Default both: in the lock, where it opens, and in the cloud's list. A fingerprint is always in both. */
  where,
});

const featuresSchema = v.strictObject({
  /** False: a latch without a motor; it can be unlocked only. */
  remoteLock: v.optional(v.boolean(), true),
  /** False: remote unlocking is off in the lock's settings. */
  remoteUnlock: v.optional(v.boolean(), true),
  /** False: the lock cannot report its state. */
  openState: v.optional(v.boolean(), true),
});

const lockSchema = v.strictObject({
  lockId: id,
  /** The owner's name for it. */
  name: v.string(),
  modelName: v.optional(name, 'S310_sim'),
  home: v.optional(name),
  groupName: v.optional(name),
  owner: name,
  battery: v.optional(percent, 85),
  /** Gateways in reach, strongest first unless `signal` says otherwise. */
  gatewayIds: v.optional(v.array(id), []),
  /** Signal strengths by gateway id in dBm, such as `{ "7101": -80 }`. Default: by their order, the first -62. */
  signal: v.exactOptional(v.record(v.pipe(v.string(), v.digits()), dbm)),
  /** True if it has its own Wi-Fi and needs no gateway. */
  wifi: v.optional(v.boolean(), false),
  /** 0 or less: no auto-lock. */
  autoLockSeconds: v.optional(v.pipe(v.number(), v.integer()), -1),
  passageMode: v.optional(v.boolean(), false),
  bolt: v.optional(v.picklist(['locked', 'unlocked']), 'locked'),
  frozen: v.optional(v.boolean(), false),
  features: v.optional(featuresSchema, {}),
  sharedWith: v.optional(v.array(sharedKeySchema), []),
  /** Keypad codes, cards and fingerprints, each by its name or with all about it. */
  passcodes: v.optional(v.array(v.union([name, passcodeSchema])), []),
  cards: v.optional(v.array(v.union([name, tokenSchema])), []),
  fingerprints: v.optional(v.array(v.union([name, tokenSchema])), []),
  /** True if its door has a sensor, which is closed. Default: once a person moves the door. */
  doorSensor: v.exactOptional(v.boolean()),
  /** The times of its passage mode. Default: all times. */
  passage: v.exactOptional(
    v.strictObject({
      autoUnlock: v.optional(v.boolean(), false),
      periods: v.pipe(
        v.array(
          v.strictObject({
            isAllDay: v.optional(v.boolean(), false),
            startTime: v.optional(minute, 0),
            endTime: v.optional(minute, 0),
            weekDays: v.pipe(v.array(weekDay), v.minLength(1)),
          }),
        ),
        v.minLength(1),
        v.maxLength(5),
      ),
    }),
  ),
  /** How far its clock is ahead in ms, negative if it is behind. */
  clockOffsetMs: v.exactOptional(v.pipe(v.number(), v.integer())),
  /** The number of custom codes and of cards that fit. Default: 250 and 1,000. */
  passcodeCapacity: v.exactOptional(ms),
  cardCapacity: v.exactOptional(ms),
  /** The generation of its codes. Default: 4, the only one with custom codes. */
  passcodeVersion: v.exactOptional(ms),
});

/** A whole seed. */
export const seedSchema = v.strictObject({
  homes: v.optional(v.array(homeSchema), []),
  accounts: v.array(accountSchema),
  gateways: v.optional(v.array(gatewaySchema), []),
  locks: v.optional(v.array(lockSchema), []),
});

/** The initial world of a simulator, as a person writes it: almost everything has a default. */
export type Seed = v.InferInput<typeof seedSchema>;
/** A {@link Seed} with every default filled in. */
export type CompleteSeed = v.InferOutput<typeof seedSchema>;
/** Webhook settings as a person writes them. */
export type WebhookSettings = v.InferInput<typeof webhookSchema>;
/** Webhook settings with every default filled in. */
export type Webhook = v.InferOutput<typeof webhookSchema>;
/** A plan with its defaults filled in. */
export type Plan = v.InferOutput<typeof planSchema>;
