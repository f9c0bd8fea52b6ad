import { globSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language } from '../../../functions/languages/languages.ts';
import { ROOT } from '../../support/program.ts';

const FOLDER = 'functions/languages/texts';

type Texts = Readonly<Record<string, string>>;
type Ast = ReturnType<IntlMessageFormat['getAst']>;

const languages = Object.keys(LANGUAGES) as Language[];
const namespaces = globSync('*/', { cwd: join(ROOT, FOLDER) }).map((name) => name.replace('/', ''));

const load = async (language: Language, namespace: string): Promise<Texts> =>
  (await import(join(ROOT, FOLDER, namespace, `${language}.ts`))).texts;

/** The kinds of the elements of a message as the library numbers them. */
const [LITERAL, ARGUMENT, NUMBER, DATE, TIME, SELECT, PLURAL, , TAG] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** Arguments by name with their kind, tags in brackets, and the branches of each choice. */
function readMessage(ast: Ast, found: Found = { names: new Set(), branches: [] }): Found {
  for (const element of ast) {
    if (element.type === LITERAL) continue;
    if ([ARGUMENT, NUMBER, DATE, TIME].includes(element.type) && 'value' in element)
      found.names.add(String(element.value));
    if (element.type === TAG && 'children' in element) {
      found.names.add(`<${element.value}>`);
      readMessage(element.children, found);
    }
    if ((element.type === SELECT || element.type === PLURAL) && 'options' in element) {
      found.names.add(element.value);
      const isPlural = element.type === PLURAL;
      found.branches.push({ name: element.value, isPlural, branches: Object.keys(element.options) });
      for (const { value } of Object.values(element.options)) readMessage(value, found);
    }
  }
  return found;
}

interface Found {
  readonly names: Set<string>;
  readonly branches: { readonly name: string; readonly isPlural: boolean; readonly branches: string[] }[];
}

/** The forms that whole numbers up to a thousand need in a language. */
function pluralForms(language: Language): string[] {
  const rules = new Intl.PluralRules(LANGUAGES[language].tag);
  return [...new Set(Array.from({ length: 1001 }, (_, number) => rules.select(number)))];
}

/** The names that the types of `message-types.ts` read from a text. */
function namesByType(text: string): string[] {
  const tags = [...text.matchAll(/<([^/>]+)>/g)].map(([, tag]) => `<${tag}>`);
  const names = text
    .split('{')
    .slice(1)
    .map((rest) => rest.split('}')[0]?.split(',')[0] ?? '');
  return [...new Set([...tags, ...names.filter((name) => name !== '' && !/[ #<.{]/.test(name))])].sort();
}

const problemsOf = (language: Language, key: string, text: string, english: string): string[] => {
  const at = `${language} ${key}`;
  if (text.includes("'") || /\.\.\./.test(text)) return [`${at}: write ’ and …`];
  if (text !== text.trim()) return [`${at}: begins or ends with a space`];
  let found: Found;
  try {
    found = readMessage(new IntlMessageFormat(text, LANGUAGES[language].tag).getAst());
  } catch (error) {
    return [`${at}: ${error}`];
  }
  const source = readMessage(new IntlMessageFormat(english, 'en').getAst());
  const names = [...found.names].sort();
  const wanted = [...source.names].sort();
  const problems: string[] = [];
  if (names.join() !== wanted.join()) problems.push(`${at}: has ${names}, English has ${wanted}`);
  if (language === 'en' && namesByType(text).join() !== names.join())
    problems.push(`${at}: the types read ${namesByType(text)}; a branch must not be one word in braces`);
  for (const { name, isPlural, branches } of found.branches) {
    if (isPlural) {
      const missing = pluralForms(language).filter((form) => !branches.includes(form));
      if (missing.length > 0) problems.push(`${at}: the plural of ${name} lacks ${missing}`);
    } else {
      const of = source.branches.find((other) => other.name === name)?.branches ?? [];
      if ([...branches].sort().join() !== [...of].sort().join())
        problems.push(`${at}: ${name} has other cases`);
    }
  }
  return problems;
};

describe('the texts of pages', () => {
  test.each(languages)(
    'in %s can be read, and have the arguments, tags and plural forms that they need',
    async (language) => {
      expect(namespaces.length).toBeGreaterThan(10);
      const problems: string[] = [];
      for (const namespace of namespaces) {
        const english = await load('en', namespace);
        for (const [key, text] of Object.entries(await load(language, namespace))) {
          problems.push(...problemsOf(language, `${namespace}.${key}`, text, english[key] ?? ''));
        }
      }
      expect(problems).toEqual([]);
    },
  );

  test.each([
    ['an argument that English does not have', 'de', 'Hallo {name}', 'Hello', 'has name, English has '],
    ['a tag that is missing', 'de', 'Hier', '<link>Here</link>', 'has , English has <link>'],
    [
      'a plural without a form of the language',
      'ar',
      '{count, plural, one {# x} other {# y}}',
      '{count, plural, one {# x} other {# y}}',
      'the plural of count lacks zero,two,few,many',
    ],
    ['a message that does not end', 'fr', '{count', '{count}', 'SyntaxError'],
    ['a straight apostrophe, which would quote', 'fr', "l'heure", 'the time', 'write ’'],
    [
      'a branch that types take for an argument',
      'en',
      '{count, plural, one {lock} other {# locks}}',
      '{count, plural, one {lock} other {# locks}}',
      'the types read count,lock',
    ],
  ] as const)('are refused with %s', (_, language, text, english, problem) => {
    expect(problemsOf(language, 'key', text, english).join()).toContain(problem);
  });

  test.each(languages.filter((language) => language !== 'en'))(
    'in %s are none of them left in English',
    async (language) => {
      const same: string[] = [];
      for (const namespace of namespaces) {
        const english = await load('en', namespace);
        for (const [key, text] of Object.entries(await load(language, namespace))) {
          // Two words and more: names of products and words that two languages share are shorter.
          if (text === english[key] && /\p{L}+ \p{Ll}+ \p{Ll}+/u.test(text.replace(/[{<][^}>]*[}>]/g, '')))
            same.push(`${namespace}.${key}`);
        }
      }
      expect(same).toEqual([]);
    },
  );
});
