import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import type { GatewayWatch } from '../../locks/account-state.ts';
import { forecastBattery } from '../../locks/forecasts/battery-forecast.ts';
import { LOW_BATTERY_PERCENT } from '../../locks/forecasts/battery-level.ts';
import { type Html, html } from '../../pages/html.ts';
import { lockReason } from '../../pages/lock-reason.ts';
import { sensorWords } from '../activity/sensor-words.ts';
import { checkButton, lockNowButton } from '../lock-test/door-buttons.ts';
import { PATHS } from '../paths.ts';
import { type DoorState, doorDetail, doorSince, doorState } from './door-state.ts';
import { stateMark } from './marks.ts';

const DAY_MS = 24 * 3_600_000;
const YEAR_DAYS = 365;
/** Levels are read daily at least, where the lock can be reached. */
const OLD_BATTERY_MS = 2 * DAY_MS;

/** The form tokens of the buttons of doors: one of each serves all doors. */
export interface DoorTokens {
  readonly lockNow: string;
  readonly check: string;
}

/** The content of a card. */
export interface DoorView {
  readonly words: Words;
  readonly lock: SharedLock;
  readonly gateways: GatewayWatch['gateways'];
  /** Ms since the epoch. */
  readonly now: number;
  /** True if the account has a PIN: without one Google unlocks nothing. */
  readonly hasPin: boolean;
  /** The form tokens of the buttons. */
  readonly tokens: DoorTokens;
  /** True below the heading of its group, which it does not repeat. */
  readonly isInGroup?: boolean;
}

/** The name of a door: the owner's for Google, else that in Sifely. */
export function doorName(words: Words, { lockId, details, state }: SharedLock): string {
  return details.voice?.name ?? state.listed?.name ?? words.text('common.lockName', { id: lockId });
}

/** One door: its state with time, source and age, its battery, gateway and auto-lock, and what Google may do. */
export function doorCard(view: DoorView): Html {
  const { words, lock, now, isInGroup = false } = view;
  const state = doorState(lock);
  const since = doorSince(lock);
  const name = html`<bdi>${doorName(words, lock)}</bdi>`;
  const groupName = lock.state.listed?.groupName;
  const group = !isInGroup && groupName && html` <span class="hint inline"><bdi>${groupName}</bdi></span>`;
  return html`<div class="door ${state}">
${isInGroup ? html`<h4>${name}</h4>` : html`<h3>${name}${group}</h3>`}
<p class="state">${stateMark(state)}<strong>${words.text(`overview.state.${state}`)}</strong>${since !== undefined && html` <span class="since">${words.ago(since, now)}</span>`}</p>
<p class="hint">${doorDetail(words, lock, now)}</p>
${trouble(view)}
<ul class="facts">${[sensor(view), battery(view), reach(view), autoLock(view)].map((fact) => fact && html`<li>${fact}</li>`)}</ul>
<p class="hint">${rights(view)}</p>
${actions(view, state)}
</div>`;
}

/** The buttons of a door: to lock one that is not, to ask one that does not tell, and the pages about it. */
function actions({ words, lock, tokens }: DoorView, state: DoorState): Html {
  const { lockId } = lock;
  const name = doorName(words, lock);
  const link = (href: string, text: string, label: string) =>
    html`<a class="button small" href="${href}" aria-label="${label}">${text}</a>`;
  const id = encodeURIComponent(lockId);
  return html`<div class="actions">
${state !== 'locked' && lockNowButton(words, tokens.lockNow, lockId, name)}
${(state === 'offline' || state === 'unknown') && checkButton(words, tokens.check, lockId)}
${link(`${PATHS.lock}?id=${id}`, words.text('overview.settings'), words.text('overview.settingsNamed', { name }))}
${link(`${PATHS.activity}?door=${id}`, words.text('overview.history'), words.text('overview.historyNamed', { name }))}
${link(`${PATHS.lockTest}?id=${id}`, words.text('overview.test'), words.text('overview.testNamed', { name }))}
</div>`;
}

/** The door itself, where a sensor sees it: it may stand open while its bolt is out. */
function sensor({ words, lock: { state }, now }: DoorView): Html | undefined {
  const text = sensorWords(words, state, now);
  return text && html`<span${state.door?.leftOpenAt !== undefined && html` class="wrong"`}>${text}</span>`;
}

/** The level with a forecast; its age only where it is older than the daily reading. */
function battery({ words, lock, now }: DoorView): Html | undefined {
  const level = lock.state.battery;
  if (level === undefined) return undefined;
  const { percent, learnedAt } = level;
  const isLow = percent <= LOW_BATTERY_PERCENT;
  const isOld = now - learnedAt > OLD_BATTERY_MS;
  const text = words.text('overview.battery', { percent: words.percent(percent) });
  const border = LOW_BATTERY_PERCENT + 1;
  return html`<span class="level${isLow && ' low'}"><meter min="0" max="100" low="${border}" high="${border}" optimum="100" value="${percent}" aria-hidden="true"></meter> ${text}${isLow && html` – ${words.text('overview.batteryLow')}`}</span>
<span class="hint">${!isLow && forecast(words, level, now)}${isOld && html` (${words.html('overview.batteryRead', { ago: words.ago(learnedAt, now) })})`}</span>`;
}

function forecast(words: Words, level: NonNullable<SharedLock['state']['battery']>, now: number): string {
  const range = forecastBattery(level, now);
  if (range === undefined) return words.text('overview.batteryNoForecast');
  const { minDays, maxDays } = range;
  if (minDays > YEAR_DAYS) return words.text('overview.batteryLong');
  const days = (count: number) => words.duration(Math.max(1, count) * DAY_MS);
  return minDays <= 1 || minDays === maxDays
    ? words.text('overview.batterySoon', { to: days(maxDays) })
    : words.text('overview.batteryRange', { from: days(minDays), to: days(maxDays) });
}

/** The way to the lock: its own Wi-Fi, or gateways, which are offline only if that is known of each. */
function reach({ words, lock, gateways }: DoorView): string | undefined {
  if (lock.state.listed?.connection === 'wifi') return words.text('overview.wifi');
  const ids = lock.details.gateways ?? [];
  if (ids.length === 0) return undefined;
  const known = ids.map((id) => (Object.hasOwn(gateways, id) ? gateways[id]?.online : undefined));
  if (known.includes(true)) return words.text('overview.gatewayOnline');
  return words.text(
    known.every((online) => online === false) ? 'overview.gatewayOffline' : 'overview.gateway',
  );
}

function autoLock({ words, lock: { relock } }: DoorView): string | undefined {
  if (relock.passageMode) return words.text('overview.passage');
  if (relock.autoLockSeconds === undefined) return undefined;
  return relock.autoLockSeconds === 0
    ? words.text('overview.noAutoLock')
    : words.text('overview.autoLock', { duration: words.duration(relock.autoLockSeconds * 1000) });
}

/** The sentence about the rights of Google. */
function rights({ words, lock: { details }, hasPin }: DoorView): string {
  const { control = 'unlock', quietHours = [] } = details;
  const may = words.text(`overview.may.${control === 'unlock' && !hasPin ? 'lock' : control}`);
  return quietHours.length > 0 && control === 'unlock' ? `${may} ${words.text('overview.quiet')}` : may;
}

/** The reason why Google cannot control a shared lock, or why its last command failed. */
function trouble({ words, lock, now }: DoorView): Html | undefined {
  const { listed, commands } = lock.state;
  const operability = listed?.operability ?? 'operable';
  if (operability !== 'operable') {
    const reason = lockReason(words, operability);
    return html`<p class="wrong">${words.text('overview.cantControl')} ${reason}</p>`;
  }
  const last = commands.at(-1);
  if (last?.outcome?.kind !== 'failed') return undefined;
  const reason = words.text(`failures.${last.outcome.reason}`);
  return html`<p class="wrong">${words.html('overview.commandFailed', { ago: words.ago(last.at, now), reason: html`${reason}` })}</p>`;
}
