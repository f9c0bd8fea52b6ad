import { definitionLines } from './fitted-text.ts';

/** Returns lines of names and values, each value below itself where the terminal ends. */
export function recordLines(
  entries: readonly (readonly [name: string, value: string])[],
  columns?: number,
): string[] {
  return definitionLines(
    entries.map(([name, value]) => [`${name}:`, value]),
    columns,
    '',
  );
}

/**
 * Returns lines of a table as {@link tableLines}; where it is wider than the terminal, each row is a block of names and values instead.
 * The first row has the names.
 */
export function fittedTableLines(
  rows: readonly (readonly (string | number)[])[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const lines = tableLines(rows);
  if (lines.every(({ length }) => length <= columns)) return lines;
  const [names = [], ...items] = rows;
  return items.flatMap((item, index) => [
    ...(index === 0 ? [] : ['']),
    ...recordLines(
      names.map((name, column) => [String(name), String(item[column] ?? '')]),
      columns,
    ),
  ]);
}

/** Returns lines of a table whose columns are as wide as their longest cell. Numbers stand right. The last column is not padded. */
export function tableLines(rows: readonly (readonly (string | number)[])[]): string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts.map((row, index) =>
    row
      .map((text, column) => {
        const width = column === row.length - 1 ? 0 : (widths[column] ?? 0);
        return typeof rows[index]?.[column] === 'number'
          ? text.padStart(widths[column] ?? 0)
          : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
