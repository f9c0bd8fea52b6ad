import type { Words } from '../languages/words.ts';
import { type AccountState, stateOf } from '../locks/account-state.ts';
import type { Alert, AlertMessage } from '../locks/alerts/alert-state.ts';
import { alertPolicy } from './alert-kinds.ts';

/** A message as a person reads it, in plain text. */
export interface AlertText {
  readonly title: string;
  /** One line for each thing. */
  readonly body: string;
  readonly urgency: 'high' | 'normal';
}

/** So many doors are named; the others are counted. */
const MAX_NAMED = 5;

/** Returns the text of alerts, with the names of doors as they are now. */
export function alertText(
  words: Words,
  states: AccountState,
  { alerts, omitted = 0 }: Pick<AlertMessage, 'alerts' | 'omitted'>,
): AlertText {
  const groups = [...Map.groupBy(alerts, sameLine).values()];
  const lines = groups.map((group) => lineOf(words, states, group));
  const more = omitted > 0 ? [words.text('alerts.omitted', { count: omitted })] : [];
  const isUrgent = alerts.some(({ kind, isOver }) => !isOver && alertPolicy(kind).urgency === 'high');
  const [first = ''] = lines;
  return {
    title: lines.length === 1 ? first : words.text('alerts.many', { count: lines.length }),
    body: [...lines, ...more].join('\n'),
    urgency: isUrgent ? 'high' : 'normal',
  };
}

/** Returns the text of a test. */
export function testText(words: Words): AlertText {
  return { title: words.text('alerts.testTitle'), body: words.text('alerts.testBody'), urgency: 'normal' };
}

/** Returns the name of a door as the owner knows it. */
export function doorName(words: Words, states: AccountState, lockId: string): string {
  return stateOf(states, lockId).listed?.name ?? words.text('common.lockName', { id: lockId });
}

/** Returns the key of the line that an alert stands in. */
function sameLine({ kind, isOver, lockId }: Alert): string {
  return `${kind}/${isOver === true}/${lockId === undefined}`;
}

function lineOf(words: Words, states: AccountState, group: readonly Alert[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { kind, isOver } = first;
  const ids = [...new Set(group.flatMap(({ lockId }) => lockId ?? []))];
  const doors = doorsText(words, states, ids);
  switch (kind) {
    case 'lockout':
      return ids.length === 0
        ? words.text('alerts.line.lockout')
        : words.text('alerts.line.keypad', { doors });
    case 'wrong-pin':
      return words.text('alerts.line.wrong-pin', { count: group.length });
    case 'link-refused':
      return words.text(isOver ? 'alerts.over.link-refused' : 'alerts.line.link-refused');
    case 'tamper':
    case 'battery-low':
      return words.text(`alerts.line.${kind}`, { doors });
    default:
      return words.text(isOver ? `alerts.over.${kind}` : `alerts.line.${kind}`, { doors });
  }
}

function doorsText(words: Words, states: AccountState, ids: readonly string[]): string {
  const names = ids.slice(0, MAX_NAMED).map((id) => doorName(words, states, id));
  const [only] = names;
  // A list isolates each name; a name alone is isolated by its sentence.
  const doors = only !== undefined && names.length === 1 ? only : words.listText(names);
  const count = ids.length - names.length;
  return count > 0 ? words.text('alerts.andMore', { doors, count }) : doors;
}
