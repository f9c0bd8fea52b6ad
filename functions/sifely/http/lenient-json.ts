/** Parses JSON; `undefined` if invalid. Whole numbers beyond 2^53 become strings, not rounded: ids are int64. */
export function lenientJson(text: string): unknown {
  try {
    return /[[:,\s]-?\d{16,}\s*[\],}]/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold secrets.
    return undefined;
  }
}

function keepDigits(_key: string, value: unknown, ...[context]: { readonly source?: string }[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}
