import type { Account, AccountLock } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { hasRefusal } from '../accounts/credentials/credential-refusal.ts';
import type { Pin } from '../accounts/pins/pin.ts';
import { wrongPinTimes } from '../accounts/pins/pin-lockout.ts';
import { isUsedUp, useOf } from '../accounts/pins/pin-uses.ts';
import { hasPins } from '../accounts/pins/stored-pins.ts';
import type { GuestView } from '../guests/guest-view.ts';
import type { AccountState, BatteryLevel, LockState, SeenRecord, Snapshot } from '../locks/account-state.ts';

/** Fields of stored documents that an export leaves out, and why. A test holds that every other field is in it. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  'account.credentials': 'opens the Sifely account; the plan that is stored with it is exported',
  'account.webhookSecret': 'lets its holder forge events',
  'account.pin': 'the digits of the PIN of the household, as a hash; that there is one is exported',
  'account.personalPins': 'sealed with the digits of PINs, as hashes; their names and bounds are exported',
  'account.identityId': 'a keyed hash of the user name, which is exported',
  'account.pendingLinks': 'expires within minutes',
  'account.signOuts': 'which sessions are over',
  'account.credentialRefusal': 'counts probes; since when the credentials are refused is exported',
  'account.activityKey': 'opens the activity, which `accounts activity` exports',
  'channel.target': 'where alerts go: who knows it may read along, or sign in our name',
  'grant.refreshToken': 'a hash that stands for Google’s access',
  'grant.accessTokens': 'hashes that stand for Google’s access; their number is exported',
  'states.challenge': 'the sums of the wrong PINs, whose times are exported',
  'states.gatewayWatch': 'times of our own checks',
  'states.pollDueAt': 'the time of our next check',
  'states.pinsRecordedUntil': 'which of the wrong PINs the activity has',
  'states.polling': 'times of our own checks; the last is exported',
  'lock.reported': 'a hash of what Google was told',
  'lock.recordedActivity': 'which records the activity has',
  'lock.webhookLooks': 'times of our own checks',
  'alerts.messages': 'when we try to deliver; the alerts in them are exported',
  'alerts.sentAt': 'how many messages left in the last hour',
  'alerts.testedAt': 'when the next test may begin',
  'openAlert.dueAt': 'when the owner would be told; what lasts is exported',
  'google.described': 'a hash of what Google was told',
  'mark.key': 'a hash that recognizes a repeated request',
};

/**
 * Returns everything that is stored about one person, for that person, without tokens, credentials, PINs and codes: readable JSON, times as
 * ISO 8601 in UTC. `user`, `plan` and `pins` are opened from what is sealed, if they are stored. `now` in ms since the epoch.
 */
export function exportAccount(
  { account, states }: LoadedAccount,
  {
    user,
    plan,
    pins,
    guests,
  }: {
    readonly user: string | undefined;
    readonly plan: string | undefined;
    readonly pins: readonly Pin[] | undefined;
    readonly guests: readonly GuestView[];
  },
  now: number,
) {
  return {
    exportedAt: iso(now),
    account: {
      id: account.id,
      sifelyUser: user ?? null,
      sifelyApi: account.profile,
      sifelyPlan: plan ?? null,
      createdAt: iso(account.createdAt),
      timeZone: account.timeZone ?? null,
      hasPin: hasPins(account),
      credentialsRefusedAt: hasRefusal(account) ? iso(account.credentialsRefusedAt) : null,
      keyReplacementBeganAt: iso(account.keyRoll?.startedAt),
      keyReplacedAt: iso(account.keyRolledAt),
    },
    links: account.grants.map(({ id, clientId, createdAt, usedAt, accessTokens }) => ({
      ...{ id, client: clientId, createdAt: iso(createdAt), lastUseAt: iso(usedAt) },
      accessTokens: accessTokens.filter(({ expiresAt }) => expiresAt > now).length,
    })),
    pins: pins?.map((pin) => readablePin(pin, states)) ?? null,
    wrongPins: wrongPinTimes(states, now).map(iso),
    refusedPins: (states.refusedPins ?? []).map(({ at, ...refused }) => ({ at: iso(at), ...refused })),
    google: google(states),
    sifely: {
      callsByMonth: states.usage ?? null,
      lastListAt: iso(states.listedAt),
      lastPollAt: iso(states.polling?.polledAt),
      lastWebhookAt: iso(states.webhookAt),
    },
    alerts: alerts(account, states),
    guests: guests.map(guest),
    locks: [...new Set([...Object.keys(account.locks), ...Object.keys(states.locks)])].map((id) =>
      lock(id, account, states),
    ),
  };
}

function readablePin({ createdAt, until, once, ...pin }: Pin, { pinUses = {} }: AccountState) {
  return {
    ...pin,
    ...{ createdAt: iso(createdAt), until: iso(until), opensOnce: once !== undefined },
    lastUseAt: iso(useOf(pinUses, pin.id)?.usedAt),
    isUsedUp: isUsedUp({ ...pin, ...(once !== undefined && { once }) }, pinUses),
  };
}

/** Where a channel leads is left out: who knows the address of a topic reads along, and a secret signs. */
function alerts({ alerts: chosen }: Account, { alerts: state }: AccountState) {
  return {
    language: chosen?.language ?? null,
    night: chosen?.night ?? null,
    since: iso(state?.since),
    lasting: Object.values(state?.open ?? {}).map(({ kind, lockId, since, raisedAt }) => ({
      ...{ kind, lockId: lockId ?? null, since: iso(since), toldAt: iso(raisedAt) },
    })),
    channels: (chosen?.channels ?? []).map(({ id, kind, kinds, createdAt }) => {
      const { deliveredAt, failedAt, reason } = state?.results[id] ?? {};
      return {
        ...{ id, kind, kinds, createdAt: iso(createdAt), lastDeliveryAt: iso(deliveredAt) },
        ...{ lastFailureAt: iso(failedAt), lastFailure: reason ?? null },
      };
    }),
    waiting: [...(state?.raised ?? []), ...(state?.messages ?? []).flatMap((message) => message.alerts)].map(
      ({ at, ...alert }) => ({ at: iso(at), ...alert }),
    ),
  };
}

/** Moments of a validity are readable too; hours of the day are as they are. */
function guest({ createdAt, validity, doors, ...rest }: GuestView) {
  const { from, until, ...kind } =
    validity.kind === 'permanent' ? { ...validity, from: undefined, until: undefined } : validity;
  return {
    ...rest,
    createdAt: iso(createdAt),
    validity: { ...kind, from: iso(from), until: iso(until) },
    doors: doors.map(({ verifiedAt, dueAt, ...door }) => ({
      ...door,
      verifiedAt: iso(verifiedAt),
      nextCheckAt: iso(dueAt),
    })),
  };
}

function google({ google: known = {} }: AccountState) {
  const { syncedAt, unlinkedAt, auditedAt, syncRequestedAt, devices = [] } = known;
  return {
    devices,
    lastSyncAt: iso(syncedAt),
    unknownToGoogleSince: iso(unlinkedAt),
    lastComparisonAt: iso(auditedAt),
    lastRequestSyncAt: iso(syncRequestedAt),
  };
}

function lock(id: string, account: Account, states: AccountState) {
  const settings = Object.hasOwn(account.locks, id) ? account.locks[id] : undefined;
  const state = Object.hasOwn(states.locks, id) ? states.locks[id] : undefined;
  return { id, ...details(settings), ...(state && stored(state)) };
}

function details(settings: AccountLock | undefined) {
  if (settings === undefined) return { shared: false };
  const { gatewaysAskedAt, learnedAt, ...rest } = settings;
  return { ...rest, gatewaysReadAt: iso(gatewaysAskedAt), detailsReadAt: iso(learnedAt) };
}

function stored(state: LockState) {
  const { snapshot, battery, door, listed, commands, recentRecords = [] } = state;
  return {
    listed: listed ? { ...listed, goneSince: iso(listed.goneSince) } : null,
    lastState: snapshot ? readable(snapshot) : null,
    battery: battery ? readableBattery(battery) : null,
    door: door
      ? {
          ...door,
          since: iso(door.since),
          learnedAt: iso(door.learnedAt),
          repeatedAt: iso(door.repeatedAt),
          leftOpenAt: iso(door.leftOpenAt),
        }
      : null,
    commands: commands.map(({ key: _, at, followedUpAt, handoverAt, refusedAt, ...mark }) => ({
      ...{ at: iso(at), ...mark },
      ...{ followedUpAt: iso(followedUpAt), handoverAt: iso(handoverAt), refusedAt: iso(refusedAt) },
    })),
    movements: recentRecords.map(record),
    boltThereSince: iso(state.boltSince),
    lastUseAt: iso(state.activeAt),
    lastAskedAt: iso(state.askedAt),
    lastWebhookEventAt: iso(state.webhookEventAt),
    uncertainSince: iso(state.uncertainSince),
    unlockClaimedAt: iso(state.unlockClaimedAt),
    missedEventAt: iso(state.missedEventAt),
  };
}

function readable({ happenedAt, learnedAt, mayPrecede, ...rest }: Snapshot) {
  return { ...rest, happenedAt: iso(happenedAt), learnedAt: iso(learnedAt), mayPrecede: iso(mayPrecede) };
}

function readableBattery({ percent, learnedAt, steps = [] }: BatteryLevel) {
  return {
    percent,
    readAt: iso(learnedAt),
    steps: steps.map(({ at, ...step }) => ({ ...step, at: iso(at) })),
  };
}

function record({ lockAt, receivedAt, seenAt }: SeenRecord) {
  return { atLock: iso(lockAt), atSifely: iso(receivedAt), readAt: iso(seenAt) };
}

/** Returns a time as ISO 8601; `null` if there is none. */
function iso(at: number | undefined): string | null {
  return at === undefined || !Number.isFinite(at) ? null : new Date(at).toISOString();
}
