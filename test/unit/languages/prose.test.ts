import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/program.ts';

/** The sources of pages in the language of the reader. The operator's page is in English. */
const PAGES = 'functions/{pages,linking,account-pages}/**/*.ts';

/** Texts that are none of a page, by file. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'functions/account-pages/alerts/alerts-page.ts': ['https://'],
  'functions/account-pages/overview/health-section.ts': ['Sifely', 'Google'],
  'functions/linking/issue-tokens.ts': ['Invalid grant: unknown or expired'],
  'functions/linking/token-endpoint.ts': ['Basic realm="oauth"'],
};

describe('the sources of pages', () => {
  test('have no text of a page: it stands in functions/languages/texts', () => {
    const files = globSync(PAGES, { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
    expect(files.length).toBeGreaterThan(60);
    const found = files.flatMap((file) =>
      proseIn(readFileSync(join(ROOT, file), 'utf8'))
        .filter((text) => !ALLOWED[file]?.includes(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['an element', 'html`<p>Hello</p>`', ['Hello']],
    ['text beside a value', 'html`<p>Battery §{percent} left</p>`', ['Battery left']],
    ['a nested template', 'html`<p>§{a && html`<b>Now</b>`}</p>`', ['Now']],
    ['an attribute that is read out', 'html`<svg aria-label="A door">`', ['A door']],
    ['a sentence', "const problem = 'Use 4 to 8 digits.';", ['Use 4 to 8 digits.']],
    ['a sentence with a value', 'const text = `Lock §{id} is open`;', ['Lock is open']],
    ['one word as a label', "{ label: 'Back', href }", ['Back']],
    ['no comment', "// Say 'Hello there'.\n/** `A sentence` */", []],
    ['no name of a header', "response.set('Retry-After', '30')", []],
    ['no log line', "logger.warn('could not store the list of locks')", []],
    ['no element without text', 'html`<p class="a b">§{text}</p>`', []],
    ['no attributes', 'html` aria-invalid="true" autofocus`', []],
    ['no path of a drawing', "const path = 'M5 6V52a2 1zm9 0h24';", []],
    ['no key of a text', "words.text('locks.title')", []],
  ])('the search finds %s', (_, source, texts) => {
    expect(proseIn(source.replaceAll('§', '$'))).toEqual(texts);
  });
});

/** Returns the words for people in a source: text between tags of templates, labels, and strings that begin like a sentence. */
function proseIn(source: string): string[] {
  const { templates, strings } = literalsIn(source);
  const inTemplates = templates.flatMap((text) => {
    if (ATTRIBUTES.test(text)) return [];
    const read = [...text.matchAll(/(?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map(
      ([, value = '']) => value,
    );
    const between = text
      .replace(/<[^>]*>/g, '\n')
      .replace(/&\w+;/g, ' ')
      .split('\n');
    return [...read, ...between];
  });
  const sentences = strings.filter((text) =>
    /^[A-Z][\w’]*[ ,](.*[ ,])?[a-z’]{2,}\b/.test(text.replaceAll(HOLE, 'x')),
  );
  const labels = [
    ...withoutComments(source).matchAll(/\b(?:label|title|message|yes|no|done): '([A-Z][^']*)'/g),
  ].map(([, text = '']) => text);
  return [...new Set([...inTemplates.filter((text) => /\p{L}{2}/u.test(text)), ...sentences, ...labels])]
    .map((text) => text.replaceAll(HOLE, '').replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
}

/** A template that is put into a tag. */
const ATTRIBUTES = /^([\s\ue000]*[a-z][\w-]*(="[^"]*")?)*[\s\ue000]*$/;

/** Stands for a value in a template. */
const HOLE = '\ue000';

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

/** The templates of HTML and the other strings of a source, each value in them as {@link HOLE}. Templates may be nested. */
function literalsIn(source: string): { readonly templates: string[]; readonly strings: string[] } {
  const text = withoutComments(source);
  const templates: string[] = [];
  const strings: string[] = [];
  let at = 0;
  /** Reads code up to the end, or up to the brace that closes a value. */
  const code = (isValue: boolean): void => {
    let depth = 0;
    while (at < text.length) {
      const character = text[at];
      if (character === '`') {
        const isHtml = text.slice(0, at).endsWith('html');
        at++;
        (isHtml ? templates : strings).push(template());
        continue;
      }
      if (character === "'" || character === '"') {
        const quote = new RegExp(`${character}((?:[^\\\\${character}\\n]|\\\\.)*)${character}`, 'y');
        quote.lastIndex = at;
        const match = quote.exec(text);
        if (match !== null) {
          strings.push(match[1] ?? '');
          at = quote.lastIndex;
          continue;
        }
      }
      if (character === '{') depth++;
      if (character === '}' && depth-- === 0 && isValue) return;
      at++;
    }
  };
  const template = (): string => {
    let content = '';
    while (at < text.length && text[at] !== '`') {
      if (text.startsWith('${', at)) {
        at += 2;
        code(true);
        content += HOLE;
      } else content += text[at] === '\\' ? text.slice(at, ++at + 1) : text[at];
      at++;
    }
    at++;
    return content;
  };
  code(false);
  return { templates, strings };
}
