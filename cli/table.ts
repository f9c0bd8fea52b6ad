/** Narrower terminals are written to as if they were this wide. */
const MIN_COLUMNS = 30;

/** Returns a text with line breaks at spaces, so that each line has at most `columns` characters unless a word is longer. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Returns lines of terms and what they mean, as in a help. What they mean goes on below itself where the terminal ends. `columns` is the
 * width of the terminal; without one no line is broken. Each line begins with `indent`.
 */
export function definitionLines(
  entries: readonly (readonly [term: string, meaning: string])[],
  columns = Number.POSITIVE_INFINITY,
  indent = '  ',
): string[] {
  const width = Math.max(0, ...entries.map(([term]) => term.length));
  const left = Math.max(columns, MIN_COLUMNS) - width - indent.length - 2;
  return entries.flatMap(([term, meaning]) =>
    wrapped(meaning, left).map((line, index) =>
      `${indent}${(index === 0 ? term : '').padEnd(width)}  ${line}`.trimEnd(),
    ),
  );
}

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
