/** The part of a logger that the store uses: for what no caller hears of. */
export interface StoreLog {
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
