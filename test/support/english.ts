import { catalogue } from '../../functions/languages/texts/en.ts';
import { createMessages, Words } from '../../functions/languages/words.ts';

/** The words of a reader in a country, as a test expects to read them. `en-GB`: no country is known. */
export function englishOf(locale: 'en-GB' | 'en-US' = 'en-GB', zone?: string): Words {
  return new Words({ language: 'en', locale, messages: createMessages(catalogue, 'en'), zone });
}
