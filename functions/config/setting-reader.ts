import type { ConfigProblem } from './config-error.ts';
import { SETTING_BY_NAME, type SettingName } from './settings.ts';

/** The environment as Node has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and remembers everything that is wrong instead of stopping at the first. */
export class SettingReader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Notes a problem; `problem` continues a sentence that begins with the name. */
  reject(name: string, problem: string): void {
    this.problems.push({ name, problem });
  }

  /** The value, trimmed; `undefined` when it is not set or empty. */
  text(name: SettingName): string | undefined {
    return settingText(this.#env, name);
  }

  /** The value, or a problem when there is none. */
  required(name: SettingName): string {
    const value = this.text(name);
    if (value === undefined) this.reject(name, 'is not set');
    return value ?? '';
  }

  /** One of a few words. */
  choice<T extends string>(name: SettingName, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) {
      this.reject(name, `must be ${choices.map((one) => `"${one}"`).join(' or ')}${this.#shown(name)}`);
    }
    return choice ?? fallback;
  }

  /** A whole number within bounds, both included. */
  integer(name: SettingName, least: number, most: number, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = wholeNumber(value);
    if (number === undefined || number < least || number > most) {
      this.reject(name, `must be a whole number from ${least} to ${most}${this.#shown(name)}`);
      return fallback;
    }
    return number;
  }

  /** Whole numbers within bounds, ascending, separated by commas. */
  integers(name: SettingName, bounds: IntegersBounds, fallback: readonly number[]): readonly number[] {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const numbers = value.split(',').map((part) => wholeNumber(part.trim()));
    const right = numbers.filter((number) => number !== undefined);
    const fits =
      right.length === numbers.length &&
      right.length >= bounds.minCount &&
      right.length <= bounds.maxCount &&
      right.every(
        (number, index) => number >= bounds.min && number <= bounds.max && number >= (right[index - 1] ?? 0),
      );
    if (fits) return right;
    const count =
      bounds.minCount === bounds.maxCount ? `${bounds.minCount}` : `${bounds.minCount} to ${bounds.maxCount}`;
    this.reject(
      name,
      `must be ${count} whole numbers from ${bounds.min} to ${bounds.max}, ascending, separated by commas${this.#shown(name)}`,
    );
    return fallback;
  }

  /**
   * An address on the web: https, or http on loopback. `what` is `origin` (no path), `base` (a path may follow, no
   * trailing slash is kept) or `exact` (kept as it is written). `undefined` with a problem noted when it is not.
   *
   * What is not exact comes back as it is meant: `URL` takes `https:///host` too, and what calls are made with does not.
   */
  webAddress(name: SettingName, value: string, what: 'origin' | 'base' | 'exact'): string | undefined {
    const problem = webAddressProblem(value, what);
    if (problem !== undefined) {
      this.reject(name, `${problem} (is "${shorten(value)}")`);
      return undefined;
    }
    const { origin, pathname } = new URL(value);
    return what === 'exact' ? value : `${origin}${pathname}`.replace(/\/+$/, '');
  }

  #shown(name: SettingName): string {
    const value = this.text(name);
    return SETTING_BY_NAME.get(name)?.secret === true || value === undefined
      ? ''
      : ` (is "${shorten(value)}")`;
  }
}

/** What {@link SettingReader.integers} accepts: each number's bounds, and how many of them. */
export interface IntegersBounds {
  readonly min: number;
  readonly max: number;
  readonly minCount: number;
  readonly maxCount: number;
}

/**
 * A variable's value without the white space around it and the quotes that some tools leave in place (`docker run
 * --env-file` does); `undefined` when nothing is left.
 */
export function settingText(env: Environment, name: string): string | undefined {
  const text = env[name]
    ?.trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  return text === '' ? undefined : text;
}

/** Whether a host name of a URL is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function webAddressProblem(value: string, what: 'origin' | 'base' | 'exact'): string | undefined {
  const url = URL.parse(value);
  const isPlain = what !== 'exact' || /^https?:\/\/[^/\\]/i.test(value);
  if (url === null || url.hostname === '' || !isPlain) return 'must be an address that begins with https://';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return 'must begin with https:// (http:// only on this machine itself)';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.hash !== '') return 'must not hold a "#"';
  if (what !== 'exact' && url.search !== '') return 'must not hold a "?"';
  if (what === 'origin' && url.pathname !== '/') return 'must be an origin, without a path';
  return undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
