/** One line of our log. */
export interface LogLine {
  /** Ms since the epoch. */
  readonly at: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const TERMINAL = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) [A-Z]+\s+(.*)$/;
const FIELD = / ([A-Za-z][\w.]*)=("(?:[^"\\]|\\.)*"|\S+)/g;

/**
 * Reads our log in any of its forms: lines for a terminal, lines of JSON, and the entries that `gcloud logging read --format=json`
 * prints. Lines of other programs are passed over.
 */
export function readLog(text: string): LogLine[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    const entries = parsed(trimmed);
    if (Array.isArray(entries)) return entries.flatMap((entry) => fromEntry(entry) ?? []);
  }
  return trimmed.split('\n').flatMap((line) => {
    const start = line.indexOf('{');
    // journald may put its own words before the line.
    const json = start >= 0 && line.trimEnd().endsWith('}') ? parsed(line.slice(start)) : undefined;
    return fromEntry(json) ?? fromTerminal(line) ?? [];
  });
}

function fromEntry(entry: unknown): LogLine | undefined {
  const { jsonPayload, timestamp } = Object(entry);
  const {
    message,
    time = timestamp,
    ...fields
  } = jsonPayload === undefined ? Object(entry) : Object(jsonPayload);
  const at = typeof time === 'number' ? time : Date.parse(String(time ?? timestamp));
  if (typeof message !== 'string' || Number.isNaN(at)) return undefined;
  return { at, message, fields };
}

function fromTerminal(line: string): LogLine | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal.
  const match = TERMINAL.exec(line.replaceAll(/\u001b\[[\d;]*m/g, ''));
  if (match === null) return undefined;
  const [, time = '', rest = ''] = match;
  const first = rest.search(FIELD);
  const fields: Record<string, unknown> = {};
  for (const [, name = '', value = ''] of (first < 0 ? '' : rest.slice(first)).matchAll(FIELD))
    fields[name] = /^["{[]|^(true|false|-?\d{1,15}(\.\d+)?)$/.test(value) ? (parsed(value) ?? value) : value;
  return { at: Date.parse(time), message: first < 0 ? rest : rest.slice(0, first), fields };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
