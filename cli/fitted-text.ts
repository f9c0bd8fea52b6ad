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
 * Returns lines of prose that fit a terminal. Lines that follow each other are one paragraph; those that begin with spaces or a number
 * stand alone; those that begin with four spaces are calls to be copied, and stay as they are. Without a width all do.
 */
export function fittedProse(lines: readonly string[], columns?: number): string[] {
  if (columns === undefined) return [...lines];
  const paragraphs: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const isProse = /^\S/.test(line);
    if (isProse && isOpen) paragraphs[paragraphs.length - 1] += ` ${line}`;
    else paragraphs.push(line);
    isOpen = isProse;
  }
  return paragraphs.flatMap((paragraph) => {
    if (paragraph.startsWith('    ')) return [paragraph];
    const [, indent = '', number = '', text = ''] = /^( *)(\d+\. )?(.*)$/s.exec(paragraph) ?? [];
    const room = Math.max(columns, MIN_COLUMNS) - indent.length - number.length;
    return wrapped(text, room).map((line, index) =>
      `${indent}${index === 0 ? number : ' '.repeat(number.length)}${line}`.trimEnd(),
    );
  });
}
