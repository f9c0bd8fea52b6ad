import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(__dirname, '../../docs/sifely-api.md');

/** A row of the table of calls in `docs/sifely-api.md`; `–` where there is nothing. */
export interface ApiRow {
  /** The number in Sifely's index, such as `2.17`. */
  readonly number: string;
  readonly method: string;
  readonly path: string;
  /** The function of our client, such as `codes.add`. */
  readonly called: string;
  readonly module: string;
  readonly command: string;
  readonly page: string;
  readonly test: string;
  readonly confirmed: string;
}

const bare = (cell = '') => cell.replaceAll('`', '');

function cells(part: 0 | 1): string[][] {
  return (readFileSync(FILE, 'utf8').split('## Not called')[part] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | ').map(bare));
}

/** Returns the calls that our client makes, as the page lists them. */
export function apiRows(): ApiRow[] {
  return cells(0).map((row) => {
    const [
      number = '',
      call = '',
      called = '',
      module = '',
      command = '',
      page = '',
      test = '',
      confirmed = '',
    ] = row;
    const [method = '', path = ''] = call.split(' ');
    return { number, method, path, called, module, command, page, test, confirmed };
  });
}

/** Returns the calls that our client does not make, as the page lists them. */
export function unusedRows(): Pick<ApiRow, 'number' | 'method' | 'path'>[] {
  return cells(1).map(([number = '', call = '']) => {
    const [method = '', path = ''] = call.split(' ');
    return { number, method, path };
  });
}
