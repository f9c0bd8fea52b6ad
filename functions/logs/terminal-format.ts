import { printable } from './printable.ts';

const COLOURS: Readonly<Record<string, string>> = {
  DEBUG: '\u001b[2m',
  INFO: '\u001b[32m',
  WARNING: '\u001b[33m',
  ERROR: '\u001b[31m',
};
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

/**
 * Formats a line for people: ISO time in UTC (a file spans days), level, message, fields, an error's stack and causes. Its only
 * control characters are our colours and line feeds.
 */
export function formatForTerminal(line: string, colours: boolean): string {
  const { severity, time, message, error, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const paint = (colour: string, text: string) => (colours ? `${colour}${text}${RESET}` : text);
  const level = printable(String(severity));
  const pairs = Object.entries(fields).map(
    ([name, value]) => `${paint(DIM, `${printable(name)}=`)}${inline(value)}`,
  );
  const head = [
    paint(DIM, printable(String(time))),
    paint(COLOURS[level] ?? '', level.padEnd(7)),
    printable(String(message)),
    ...pairs,
  ].join(' ');
  return `${head}\n${error === undefined ? '' : describeError(error, '  ')}`;
}

function inline(value: unknown): string {
  return printable(typeof value === 'string' && !/[\s="]/.test(value) ? value : JSON.stringify(value));
}

function describeError(error: unknown, indent: string): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return `${indent}${inline(error)}\n`;
  }
  const { name, message, stack, cause, errors, ...rest } = error as Record<string, unknown>;
  const text = typeof stack === 'string' ? stack : `${String(name)}: ${String(message)}`;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${inline(value)}`);
  const below = [
    ...(cause === undefined ? [] : [`${indent}caused by\n${describeError(cause, `${indent}  `)}`]),
    ...(Array.isArray(errors)
      ? errors.map((one) => `${indent}one of\n${describeError(one, `${indent}  `)}`)
      : []),
  ];
  const lines = [...text.split('\n'), ...(details.length > 0 ? [`(${details.join(' ')})`] : [])];
  return `${lines.map((one) => `${indent}${printable(one)}\n`).join('')}${below.join('')}`;
}
