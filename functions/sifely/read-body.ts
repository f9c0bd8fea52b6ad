import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/** The longest reply that is read; a page of a hundred locks with all their secrets is a tenth of it. */
const LONGEST_REPLY = 8 * 1024 * 1024;

/** The body of a reply as text. Throws `SifelyError` for one that is longer than any reply of Sifely. */
export async function readBody(response: Response, endpoint: string): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let length = 0;
  let text = '';
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > LONGEST_REPLY) {
      const context = {
        endpoint,
        status: response.status,
        kind: 'unreadable',
        note: 'reply too long',
      } as const;
      throw new SifelyError(otherFailures.unreadable, context);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
