import type { LoadedAccount } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID, type Pin } from '../../accounts/pins/pin.ts';
import { isUsedUp, useOf } from '../../accounts/pins/pin-uses.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import { weeklyHoursText } from '../../pages/forms/weekly-hours-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { doorName } from '../activity/entry-words.ts';

/** The account whose PINs a page shows. */
export interface PinsView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  /** The PINs of the account, that of the household first. */
  readonly pins: readonly Pin[];
  /** Ms since the epoch. */
  readonly now: number;
}

/** A door that a PIN can be for. */
export interface PinDoor {
  readonly lockId: string;
  readonly name: string;
}

/** Returns the name of a PIN for its owner. */
export function pinTitle(words: Words, { id, name }: Pin): string {
  return id === HOUSEHOLD_PIN_ID ? words.text('person-pins.household') : name;
}

/** Returns the doors that a PIN can be for, by name: the shared ones, and those that it is for already. */
export function doorsFor({ words, loaded }: Pick<PinsView, 'words' | 'loaded'>, pin?: Pin): PinDoor[] {
  const ids = new Set([...sharedIds(loaded.account), ...(pin?.doors ?? [])]);
  const byName = new Intl.Collator(words.tag, { numeric: true });
  return [...ids]
    .map((lockId) => ({ lockId, name: doorName(words, loaded, lockId) }))
    .sort((one, other) => byName.compare(one.name, other.name));
}

/** Returns where and when a PIN opens, and when it was used, in lines. */
export function pinLines(view: PinsView, pin: Pin): Html[] {
  const { words, loaded, now } = view;
  const { id, doors, hours, until, once } = pin;
  const uses = loaded.states.pinUses ?? {};
  const usedAt = useOf(uses, id)?.usedAt;
  // A use before new digits were set is that of others.
  const isUsed = usedAt !== undefined && usedAt >= (pin.createdAt ?? 0);
  const used = isUsed
    ? words.html('person-pins.used', { ago: words.ago(usedAt, now) })
    : html`${words.text('person-pins.unused')}`;
  if (id === HOUSEHOLD_PIN_ID) return [html`${words.text('person-pins.householdHint')}`, used];
  const names = doors?.map((lockId) => doorName(words, loaded, lockId));
  return [
    names
      ? words.html('person-pins.someDoors', { doors: words.list(names) })
      : html`${words.text('person-pins.allDoors')}`,
    ...(hours ?? []).map((each) => html`${weeklyHoursText(words, each)}`),
    ...(hours === undefined && until === undefined ? [html`${words.text('person-pins.anyTime')}`] : []),
    ...(until === undefined ? [] : [endLine(words, until, now)]),
    ...(once === undefined
      ? []
      : [html`${words.text(isUsedUp(pin, uses) ? 'person-pins.usedUp' : 'person-pins.opensOnce')}`]),
    used,
  ];
}

function endLine(words: Words, until: number, now: number): Html {
  const time = html`<time datetime="${new Date(until).toISOString()}">${words.dateTime(until)}</time>`;
  return until > now ? words.html('person-pins.until', { time }) : words.html('person-pins.ended', { time });
}
