import { LINE_BREAK, settingIn, variablesIn } from '../../functions/config/env-file.ts';
import { SETTING_BY_NAME } from '../../functions/config/settings.ts';

/** Values of settings by name. */
export type SettingValues = Readonly<Record<string, string>>;

/** One setting that a file would get, lose or change. */
export interface SettingChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Returns the settings that a text in the form of `.env` holds, as a server reads it: a key that is overlooked would be replaced. */
export function settingsIn(text: string): SettingValues {
  return Object.fromEntries(
    Object.entries(variablesIn(text)).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** Lists the values that differ from those of the text, in the order of `values`. */
export function settingChanges(text: string, values: SettingValues): SettingChange[] {
  const present = settingsIn(text);
  return Object.entries(values)
    .map(([name, after]) => ({ name, before: present[name], after }))
    .filter(({ before, after }) => before !== after);
}

/**
 * Returns the text with the values set: a line that sets one is replaced where it stands, others follow at the end, each with its
 * meaning. Everything else stays as it is.
 */
export function withSettings(text: string, values: SettingValues): string {
  const changes = settingChanges(text, values);
  const lines = text === '' ? [] : text.split(LINE_BREAK);
  if (lines.at(-1) === '') lines.pop();
  const added: string[] = [];
  for (const { name, after } of changes) {
    // The last line that sets a name counts.
    const at = lines.findLastIndex((line) => settingIn(line) === name);
    const line = `${name}=${quoted(after)}`;
    if (at >= 0) lines[at] = line;
    else added.push('', `# ${meaning(name)}`, line);
  }
  const all = [...lines, ...(lines.length === 0 ? added.slice(1) : added)];
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

/** Returns a change as lines with `-` and `+`; a secret is shown by its length only. */
export function describeSettingChange({ name, before, after }: SettingChange): string[] {
  return [
    ...(before === undefined ? [] : [`- ${name}=${shown(name, before)}`]),
    `+ ${name}=${shown(name, after)}`,
  ];
}

function shown(name: string, value: string): string {
  return SETTING_BY_NAME.get(name)?.secret === true ? `(secret, ${value.length} characters)` : value;
}

function meaning(name: string): string {
  const setting = SETTING_BY_NAME.get(name);
  return setting === undefined ? name : `${setting.meaning.replaceAll('`', '')}.`;
}

/** Quotes a value as Node, systemd, Docker Compose and Firebase read it. */
function quoted(value: string): string {
  if (/^[\w./:@%+=,[\]-]*$/.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}
