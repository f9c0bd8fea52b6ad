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

/**
 * Returns lines of prose that fit a terminal. A line goes on with the next one unless it ends a sentence. Lines that begin with spaces
 * stay as they are, because they are calls and values to be copied, but for numbered ones. Without a width all stay.
 */
export function fittedProse(lines: readonly string[], columns?: number): string[] {
  if (columns === undefined) return [...lines];
  const paragraphs: string[] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1) ?? '';
    const isContinued = /^\S.*[^.:?!)]$/.test(last) && /^\S/.test(line);
    if (isContinued) paragraphs[paragraphs.length - 1] = `${last} ${line}`;
    else paragraphs.push(line);
  }
  return paragraphs.flatMap((paragraph) => {
    const [, number = '', text = paragraph] = /^( *\d+\. )(.*)$/.exec(paragraph) ?? [];
    if (number === '' && paragraph.startsWith(' ')) return [paragraph];
    return wrapped(text, Math.max(columns, MIN_COLUMNS) - number.length).map(
      (line, index) => `${index === 0 ? number : ' '.repeat(number.length)}${line}`,
    );
  });
}
