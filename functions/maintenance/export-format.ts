import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { assertKey, assertTimes } from '../store/document-rules.ts';
import type { Collection, DocumentKey, DocumentTimes } from '../store/store.ts';

/** The collections that are worth moving: the others end within minutes or hours, and a server makes them anew. */
export const EXPORTED_COLLECTIONS = [
  'accounts',
  'identities',
  'states',
  'endings',
  'activity',
  'guests',
] as const;

type ExportedCollection = (typeof EXPORTED_COLLECTIONS)[number];

/** Number of documents by collection. */
export type DocumentCounts = Readonly<Record<ExportedCollection, number>>;

export const NO_DOCUMENTS: DocumentCounts = {
  accounts: 0,
  identities: 0,
  states: 0,
  endings: 0,
  activity: 0,
  guests: 0,
};

const FORMAT = 'sifely-google-home export';
/** Files of version 1 have neither activity nor guests. */
const VERSION = 2;

/** A file is no whole export, or this release does not know its format. The message says why. */
export class ExportFileError extends Error {
  override readonly name = 'ExportFileError';
}

export interface ExportedDocument {
  readonly key: DocumentKey & { readonly collection: ExportedCollection };
  readonly data: unknown;
  readonly times: DocumentTimes;
}

/** Builds the lines of an export: JSON, a first one that says what it is, one per document, and a last one to verify it. */
export class ExportLines {
  readonly #hash = createHash('sha256');
  readonly #counts = { ...NO_DOCUMENTS };

  first(product: string, exportedAt: number): string {
    return this.#line({ format: FORMAT, version: VERSION, product, exportedAt });
  }

  document({ key: { collection, id }, data, times }: ExportedDocument): string {
    this.#counts[collection] += 1;
    return this.#line({ collection, id, ...times, data });
  }

  last(): string {
    return `${JSON.stringify({ documents: this.#counts, sha256: this.#hash.digest('hex') })}\n`;
  }

  get counts(): DocumentCounts {
    return this.#counts;
  }

  #line(content: object): string {
    const line = `${JSON.stringify(content)}\n`;
    this.#hash.update(line);
    return line;
  }
}

/**
 * Reads an export and yields its documents. Throws {@link ExportFileError} at the place where it turns out to be no whole
 * export, which may be the end: read it once before acting on it.
 */
export async function* readExport(file: string): AsyncGenerator<ExportedDocument> {
  const hash = createHash('sha256');
  const counts = { ...NO_DOCUMENTS };
  let number = 0;
  let isEnded = false;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    const content = parseLine(line);
    if (content === undefined || isEnded) throw damaged(file, number);
    if (number === 1) assertFormat(file, content);
    if (content['sha256'] !== undefined) {
      isEnded = true;
      const documents = countsOf(content['documents'], counts);
      const wasRead = JSON.stringify({ documents, sha256: hash.digest('hex') });
      if (wasRead !== line) throw damaged(file, number);
      continue;
    }
    hash.update(`${line}\n`);
    if (number === 1) continue;
    const document = toDocument(content);
    if (document === undefined) throw damaged(file, number);
    counts[document.key.collection] += 1;
    yield document;
  }
  if (!isEnded) throw new ExportFileError(`${file} is cut: its last line is missing.`);
}

/** Returns the counts that an export names; an earlier release knew fewer collections. Nothing else may have been read. */
function countsOf(named: unknown, counts: DocumentCounts): Partial<DocumentCounts> | undefined {
  const isNamed = (collection: string) => Object.hasOwn(Object(named), collection);
  const others = EXPORTED_COLLECTIONS.filter((collection) => !isNamed(collection));
  if (others.some((collection) => counts[collection] > 0)) return undefined;
  return Object.fromEntries(EXPORTED_COLLECTIONS.filter(isNamed).map((name) => [name, counts[name]]));
}

function assertFormat(file: string, { format, version, product }: Readonly<Record<string, unknown>>): void {
  if (format !== FORMAT) throw new ExportFileError(`${file} is no export of this product.`);
  if (typeof version !== 'number' || version > VERSION) {
    throw new ExportFileError(
      `${file} was made by a newer release (${String(product)}): import it with that.`,
    );
  }
}

function toDocument(content: Readonly<Record<string, unknown>>): ExportedDocument | undefined {
  const { collection: name, id, data, expireAt, dueAt } = content;
  const collection = EXPORTED_COLLECTIONS.find((each) => each === name);
  if (collection === undefined || typeof id !== 'string' || data === undefined) return undefined;
  const key = { collection, id };
  const times = {
    ...(typeof expireAt === 'number' && { expireAt }),
    ...(typeof dueAt === 'number' && { dueAt }),
  };
  try {
    assertKey(key satisfies { collection: Collection; id: string });
    assertTimes(times);
  } catch {
    return undefined;
  }
  return { key, data, times };
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content: unknown = JSON.parse(line);
    return typeof content === 'object' && content !== null ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}

function damaged(file: string, line: number): ExportFileError {
  return new ExportFileError(
    line === 1 ? `${file} is no export of this product.` : `${file} is damaged in line ${line}.`,
  );
}
