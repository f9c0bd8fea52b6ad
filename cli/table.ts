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
