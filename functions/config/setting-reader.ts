import type { ConfigProblem } from './config-error.ts';
import { FORMER_NAMES, SETTING_BY_NAME, type SettingName } from './settings.ts';
import { type WebAddressKind, webAddressFaults } from './web-address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and collects every problem instead of stopping at the first. */
export class SettingReader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Adds a problem; `fault` continues a sentence that begins with the name. */
  reject(name: string, fault: string): void {
    this.problems.push({ name, message: `${name} ${fault}.` });
  }

  /** Returns the value, also under a former name, without surrounding white space; `undefined` if it is not set or empty. */
  text(name: SettingName): string | undefined {
    return settingText(this.#env, nameInUse(this.#env, name) ?? name);
  }

  /** Adds a problem, in place of others, for every setting with a character inside that cannot be seen or only looks like a space. */
  rejectUnseen(names: readonly SettingName[]): void {
    for (const name of names) {
      const found = /[\p{Cf}\p{DI}]|(?![\t\r\n])\p{Cc}|(?! )\p{Z}/u.exec(this.text(name) ?? '');
      if (found === null) continue;
      this.#dropProblems(name);
      const code = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
      this.reject(
        name,
        `contains U+${code}, which cannot be seen, as character ${found.index + 1}: type it again`,
      );
    }
  }

  /** Adds a problem for every setting with U+FFFD, which stands for bytes that were lost: a folder or a secret would be another one. */
  rejectLost(names: readonly SettingName[]): void {
    for (const name of names) {
      const index = this.text(name)?.indexOf('\uFFFD') ?? -1;
      if (index < 0) continue;
      this.#dropProblems(name);
      this.reject(name, `is not in UTF-8 (character ${index + 1}): save it as UTF-8`);
    }
  }

  /** Returns the value, or adds a problem and returns an empty text. */
  required(name: SettingName): string {
    const value = this.text(name);
    if (value === undefined) this.reject(name, 'is not set');
    return value ?? '';
  }

  choice<T extends string>(name: SettingName, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) {
      this.reject(name, `must be ${choices.map((one) => `"${one}"`).join(' or ')}${this.#shown(name)}`);
    }
    return choice ?? fallback;
  }

  /** Reads a whole number from `min` to `max`, both included. */
  integer(name: SettingName, min: number, max: number, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = wholeNumber(value);
    if (number === undefined || number < min || number > max) {
      this.reject(name, `must be a whole number from ${min} to ${max}${this.#shown(name)}`);
      return fallback;
    }
    return number;
  }

  /** Reads whole numbers within bounds, ascending, separated by commas. */
  integers(name: SettingName, bounds: IntegersBounds, fallback: readonly number[]): readonly number[] {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const numbers = value.split(',').map((part) => wholeNumber(part.trim()));
    const valid = numbers.filter((number) => number !== undefined);
    const fits =
      valid.length === numbers.length &&
      valid.length >= bounds.minCount &&
      valid.length <= bounds.maxCount &&
      valid.every(
        (number, index) => number >= bounds.min && number <= bounds.max && number >= (valid[index - 1] ?? 0),
      );
    if (fits) return valid;
    const count =
      bounds.minCount === bounds.maxCount ? `${bounds.minCount}` : `${bounds.minCount} to ${bounds.maxCount}`;
    this.reject(
      name,
      `must be ${count} whole numbers from ${bounds.min} to ${bounds.max}, ascending, separated by commas${this.#shown(name)}`,
    );
    return fallback;
  }

  /**
   * Reads an address: https, or http on loopback. An `exact` one stays as written, others are normalized without a trailing
   * slash: `URL` accepts `https:///host`, but HTTP clients do not. Returns `undefined` and adds one problem with every fault
   * if invalid.
   */
  webAddress(name: SettingName, value: string, kind: WebAddressKind): string | undefined {
    const faults = webAddressFaults(value, kind);
    if (faults.length > 0) {
      this.reject(name, `${faults.join(' and ')} (is "${shorten(value)}")`);
      return undefined;
    }
    const { origin, pathname } = new URL(value);
    return kind === 'exact' ? value : `${origin}${pathname}`.replace(/\/+$/, '');
  }

  #dropProblems(name: SettingName): void {
    const others = this.problems.filter((problem) => problem.name !== name);
    this.problems.splice(0, this.problems.length, ...others);
  }

  #shown(name: SettingName): string {
    const value = this.text(name);
    return SETTING_BY_NAME.get(name)?.secret === true || value === undefined
      ? ''
      : ` (is "${shorten(value)}")`;
  }
}

interface IntegersBounds {
  readonly min: number;
  readonly max: number;
  readonly minCount: number;
  readonly maxCount: number;
}

/**
 * Returns a value without white space, invisible characters and the quotes that `docker run --env-file` leaves around it;
 * `undefined` if nothing is left.
 */
export function settingText(env: Environment, name: string): string | undefined {
  const text = trimmed(trimmed(env[name] ?? '').replace(/^(["'])(.*)\1$/s, '$2'));
  return text === '' ? undefined : text;
}

function trimmed(text: string): string {
  return text.replace(/^[\s\p{Cf}\p{DI}]+|[\s\p{Cf}\p{DI}]+$/gu, '');
}

/** Returns the name under which a setting is set: its own, else its former one; `undefined` if neither is. */
function nameInUse(env: Environment, name: string): string | undefined {
  const former = Object.keys(FORMER_NAMES).filter((each) => FORMER_NAMES[each] === name);
  return [name, ...former].find((each) => settingText(env, each) !== undefined);
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
