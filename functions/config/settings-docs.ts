import { SETTINGS, type Setting } from './settings.ts';

const TABLE_START = '<!-- settings -->';
const TABLE_END = '<!-- /settings -->';

/** Returns the table of all settings in Markdown, as it stands between the markers in README.md. */
export function settingsTable(): string {
  const rows = (SETTINGS as readonly Setting[]).map(
    (setting) => `| \`${setting.name}\` | ${meaning(setting)} | ${setting.default} |`,
  );
  return ['| Name | Meaning | Default |', '|---|---|---|', ...rows].join('\n');
}

/** Returns README.md with its table updated. Throws if the markers are missing. */
export function withSettingsTable(readme: string): string {
  const start = readme.indexOf(TABLE_START);
  const end = readme.indexOf(TABLE_END);
  if (start < 0 || end < start) throw new Error(`README.md needs ${TABLE_START} and ${TABLE_END}`);
  return `${readme.slice(0, start)}${TABLE_START}\n\n${settingsTable()}\n\n${readme.slice(end)}`;
}

/** Returns the content of .env.example: every setting with its meaning, commented out. */
export function envExample(): string {
  const blocks = (SETTINGS as readonly Setting[]).map((setting) => {
    const lines = [`# ${plain(meaning(setting))}.`, `# Default: ${plain(setting.default)}.`];
    return [...lines, setting.secret ? `#${setting.name}=` : `#${setting.name}=${setting.example}`].join(
      '\n',
    );
  });
  const head = [
    '# Copy to .env and set what you need. With nothing set, `npm start` runs the demo.',
    '# On Firebase the secrets do not go here but into Secret Manager: npx firebase-tools@15 functions:secrets:set NAME',
  ].join('\n');
  return `${[head, ...blocks].join('\n\n')}\n`;
}

function meaning(setting: Setting): string {
  const notes = [
    ...(setting.secret === true ? ['secret'] : []),
    ...(setting.only === 'self-hosted' ? ['self-hosted only'] : []),
    ...(setting.only === 'firebase' ? ['Firebase only'] : []),
  ];
  return notes.length === 0 ? setting.meaning : `${setting.meaning} (${notes.join(', ')})`;
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
