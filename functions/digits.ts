/** Returns a text with every Unicode decimal digit as its ASCII digit: Arabic-Indic, Persian, Devanagari, full-width and others. */
export function withAsciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(decimalValue(digit.codePointAt(0) ?? 0)));
}

/** Decimal digits come in ascending runs of ten (Unicode Standard, 4.6), and several such runs may follow each other. */
function decimalValue(code: number): number {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/** Transcription puts spaces and punctuation between spoken digits, and marks of direction or presentation around them. */
const BETWEEN_DIGITS = /[\s\p{Z}\p{P}\p{M}\p{Cc}\p{Cf}]/gu;

/** Returns the digits that a person said or typed as ASCII digits, with nothing between them. Letters and signs stay: they are no digits. */
export function plainDigits(text: string): string {
  return withAsciiDigits(text).replace(BETWEEN_DIGITS, '');
}
