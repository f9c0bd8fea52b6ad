import { randomBytes } from 'node:crypto';
import { placeholderFault } from '../../../functions/config/placeholder.ts';
import { SETTINGS, type Setting } from '../../../functions/config/settings.ts';

describe('a text that stands for a secret', () => {
  test.each([
    ['openssl rand -hex 32', /command/],
    ['$(openssl rand -base64 32)', /command/],
    ['`openssl rand -base64 32`', /command/],
    ['$' + '{GOOGLE_CLIENT_SECRET}', /command/],
    ['changeme', /placeholder/],
    ['change-me-please-change-me', /placeholder/],
    ['CHANGE_THIS', /placeholder/],
    ['replace-me-with-a-secret', /placeholder/],
    ['YOUR_CLIENT_SECRET', /placeholder/],
    ['your-google-client-secret', /placeholder/],
    ['your_secret_here', /placeholder/],
    ['my-client-secret', /placeholder/],
    ['<your secret>', /placeholder/],
    ['{{ secret }}', /placeholder/],
    ['[a secret]', /placeholder/],
    ['paste-it-here', /placeholder/],
    ['secret', /placeholder/],
    ['password123', /placeholder/],
  ])('is refused: %s', (text, fault) => {
    expect(placeholderFault(text)).toMatch(fault);
  });

  test('is refused when it is the example of a setting', () => {
    const secrets = (SETTINGS as readonly Setting[]).filter(({ secret }) => secret === true);
    expect(secrets.length).toBeGreaterThan(1);
    for (const { example } of secrets) expect(placeholderFault(example)).toBeDefined();
  });

  test('is none of ten thousand random ones', () => {
    for (let count = 0; count < 10_000; count += 1) {
      const bytes = randomBytes(32);
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(placeholderFault(bytes.toString(encoding))).toBeUndefined();
    }
  });
});
