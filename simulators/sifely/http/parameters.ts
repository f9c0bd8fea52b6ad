import type { Profile } from '../world/world.ts';
import { HttpError, PlatformError } from './failures.ts';

/** The parameters of a call: of its query string, for GET and POST alike, and of a form, where the query has none. */
export class Parameters {
  readonly #values: URLSearchParams;
  readonly #profile: Profile;

  constructor(values: URLSearchParams, profile: Profile) {
    this.#values = values;
    this.#profile = profile;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Returns a required text; a missing one is HTTP 500, as observed at the real server, and -3 in TTLock's dialect. */
  text(name: string, type = 'String'): string {
    const value = this.#values.get(name);
    if (value !== null && (value !== '' || type === 'String')) return value;
    if (this.#profile === 'ttlock') throw new PlatformError(-3);
    throw new HttpError(500, {
      code: 500,
      msg: `Required request parameter '${name}' for method parameter type ${type} is not present`,
    });
  }

  optionalText(name: string): string | undefined {
    return this.#values.get(name) ?? undefined;
  }

  /** Returns a required whole number; anything else is HTTP 400, and -3 in TTLock's dialect. */
  integer(name: string, type = 'Long'): number {
    const text = this.text(name, type);
    if (/^-?\d{1,16}$/.test(text)) return Number(text);
    throw this.#profile === 'ttlock' ? new PlatformError(-3) : new HttpError(400, 'failed or means no');
  }

  optionalInteger(name: string): number | undefined {
    return this.#values.get(name) ? this.integer(name) : undefined;
  }

  /** Returns a list's order and filter: by name unless `orderBy` is 1 (newest first) or 2 (by name, reversed). */
  chosen<T>(
    all: readonly T[],
    facts: (item: T) => { readonly name: string; readonly at: number; readonly exactly?: string },
  ): T[] {
    const search = (this.optionalText('searchStr') ?? '').toLowerCase();
    const order = this.optionalInteger('orderBy');
    const found = all.map((item) => ({ item, ...facts(item) }));
    return found
      .filter(({ name, exactly }) => name.toLowerCase().includes(search) || exactly === search)
      .sort((a, b) => {
        if (order === 1) return b.at - a.at;
        return order === 2 ? b.name.localeCompare(a.name) : a.name.localeCompare(b.name);
      })
      .map(({ item }) => item);
  }

  /** Returns `pageNo` from 1 and `pageSize` up to `most`; anything else is an invalid parameter. `optional`: 1 and 20 if absent. */
  page(most: number, type = 'Integer', optional = false): { pageNo: number; pageSize: number } {
    const pageNo = optional && !this.has('pageNo') ? 1 : this.integer('pageNo', type);
    const pageSize = optional && !this.has('pageSize') ? 20 : this.integer('pageSize', type);
    if (pageNo < 1 || pageSize < 1 || pageSize > most) throw new PlatformError(-3);
    return { pageNo, pageSize };
  }
}

/** Returns one page of a list, in the format of every list endpoint. */
export function pageOf<T>(all: readonly T[], { pageNo, pageSize }: { pageNo: number; pageSize: number }) {
  return {
    list: all.slice((pageNo - 1) * pageSize, pageNo * pageSize),
    pageNo,
    pageSize,
    pages: Math.ceil(all.length / pageSize),
    total: all.length,
  };
}
