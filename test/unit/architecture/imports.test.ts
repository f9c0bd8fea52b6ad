import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ROOT, runProgram } from '../../support/program.ts';
import { IMPORT_RULES, LAYERS } from './import-rules.ts';
import type { RefusedImport } from './refused-imports.ts';

/** The forms of an import; each is tried for each rule. */
const FORMS: Readonly<Record<string, (path: string) => string>> = {
  import: (path) => `import { x } from '${path}'; x();`,
  'import for its effects': (path) => `import '${path}';`,
  'import type': (path) => `import type { X } from '${path}'; export type Y = X;`,
  'import { type }': (path) => `import { type X } from '${path}'; export type Y = X;`,
  're-export': (path) => `export { x } from '${path}';`,
  're-export of everything': (path) => `export * from '${path}';`,
  're-export of a type': (path) => `export type { X } from '${path}';`,
  'dynamic import': (path) => `export const load = async () => (await import('${path}')).x;`,
};

/** A forbidden edge or more for each rule. The files of the edge are made for the test; they need not exist. */
const FORBIDDEN: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['base imports base alone', 'functions/clock.ts', 'functions/logs/b.ts'],
  ['logs imports only what lies below it', 'functions/logs/a.ts', 'functions/config/b.ts'],
  ['config imports only what lies below it', 'functions/config/a.ts', 'functions/store/store.ts'],
  ['config imports only what lies below it', 'functions/config/a.ts', 'functions/http/b.ts'],
  ['languages imports only what lies below it', 'functions/languages/a.ts', 'functions/pages/b.ts'],
  ['http imports only what lies below it', 'functions/http/a.ts', 'functions/pages/b.ts'],
  ['http imports only what lies below it', 'functions/http/a.ts', 'functions/locks/b.ts'],
  ['store imports only what lies below it', 'functions/store/sqlite/a.ts', 'functions/accounts/b.ts'],
  ['schedules imports only what lies below it', 'functions/schedules/a.ts', 'functions/locks/b.ts'],
  ['locks imports only what lies below it', 'functions/locks/a.ts', 'functions/accounts/b.ts'],
  ['locks imports only what lies below it', 'functions/locks/a.ts', 'functions/smarthome/b.ts'],
  ['locks imports only what lies below it', 'functions/locks/a.ts', 'functions/store/store.ts'],
  ['guests imports only what lies below it', 'functions/guests/a.ts', 'functions/pages/b.ts'],
  ['jobs imports only what lies below it', 'functions/jobs/a.ts', 'functions/reporting/b.ts'],
  ['accounts imports only what lies below it', 'functions/accounts/a.ts', 'functions/smarthome/b.ts'],
  ['accounts imports only what lies below it', 'functions/accounts/a.ts', 'functions/jobs/b.ts'],
  ['alerts imports only what lies below it', 'functions/alerts/a.ts', 'functions/tracking/b.ts'],
  ['activity imports only what lies below it', 'functions/activity/a.ts', 'functions/tracking/b.ts'],
  [
    'sifely imports only what lies below it',
    'functions/sifely/http/a.ts',
    'functions/smarthome/protocol/b.ts',
  ],
  ['sifely imports only what lies below it', 'functions/sifely/a.ts', 'functions/accounts/b.ts'],
  ['sifely imports only what lies below it', 'functions/sifely/a.ts', 'functions/pages/b.ts'],
  ['pages imports only what lies below it', 'functions/pages/a.ts', 'functions/linking/b.ts'],
  ['pages imports only what lies below it', 'functions/pages/a.ts', 'functions/account-pages/b.ts'],
  ['linking imports only what lies below it', 'functions/linking/a.ts', 'functions/account-pages/b.ts'],
  ['linking imports only what lies below it', 'functions/linking/a.ts', 'functions/smarthome/b.ts'],
  ['smarthome imports only what lies below it', 'functions/smarthome/a.ts', 'functions/reporting/b.ts'],
  ['smarthome imports only what lies below it', 'functions/smarthome/sync/a.ts', 'functions/tracking/b.ts'],
  ['smarthome imports only what lies below it', 'functions/smarthome/a.ts', 'functions/store/store.ts'],
  ['reporting imports only what lies below it', 'functions/reporting/a.ts', 'functions/tracking/b.ts'],
  ['tracking imports only what lies below it', 'functions/tracking/a.ts', 'functions/smarthome/b.ts'],
  [
    'account-pages imports only what lies below it',
    'functions/account-pages/a.ts',
    'functions/smarthome/b.ts',
  ],
  ['account-pages imports only what lies below it', 'functions/account-pages/a.ts', 'functions/linking/b.ts'],
  ['metrics imports only what lies below it', 'functions/metrics/a.ts', 'functions/sifely/b.ts'],
  ['operator-page imports only what lies below it', 'functions/operator-page/a.ts', 'functions/linking/b.ts'],
  [
    'operator-page imports only what lies below it',
    'functions/operator-page/a.ts',
    'functions/account-pages/b.ts',
  ],
  ['account-data imports only what lies below it', 'functions/account-data/a.ts', 'functions/pages/b.ts'],
  ['operator imports only what lies below it', 'functions/operator/a.ts', 'functions/linking/b.ts'],
  ['demo imports only what lies below it', 'functions/demo/a.ts', 'functions/smarthome/b.ts'],
  ['doctor imports only what lies below it', 'functions/doctor/a.ts', 'functions/jobs/b.ts'],
  ['maintenance imports only what lies below it', 'functions/maintenance/a.ts', 'functions/http/b.ts'],
  ['only composition roots import store/sqlite/', 'functions/accounts/a.ts', 'functions/store/sqlite/b.ts'],
  ['only composition roots import store/sqlite/', 'functions/app.ts', 'functions/store/sqlite/b.ts'],
  ['only composition roots import store/firestore/', 'functions/jobs/a.ts', 'functions/store/firestore/b.ts'],
  [
    'only composition roots import jobs/cloud-tasks.ts',
    'functions/jobs/a.ts',
    'functions/jobs/cloud-tasks.ts',
  ],
  [
    'only composition roots import jobs/local-jobs.ts',
    'functions/tracking/a.ts',
    'functions/jobs/local-jobs.ts',
  ],
  ['only composition roots import sifely/', 'functions/smarthome/a.ts', 'functions/sifely/index.ts'],
  [
    'only composition roots import sifely/',
    'functions/tracking/a.ts',
    'functions/sifely/endpoints/webhook.ts',
  ],
  [
    'only composition roots import reporting/home-graph/',
    'functions/app.ts',
    'functions/reporting/home-graph/a.ts',
  ],
  [
    'only composition roots import reporting/home-graph/',
    'functions/reporting/a.ts',
    'functions/reporting/home-graph/b.ts',
  ],
  ['a port knows no adapter', 'functions/store/store.ts', 'functions/store/sqlite/b.ts'],
  ['only composition roots import composition', 'functions/pages/a.ts', 'functions/app.ts'],
  ['only the demo imports simulators', 'functions/server.ts', 'simulators/google/b.ts'],
  ['only the demo imports simulators', 'functions/sifely/a.ts', 'simulators/sifely/world/b.ts'],
  ['simulators import base alone', 'simulators/google/a.ts', 'functions/smarthome/protocol/b.ts'],
  ['simulators import base alone', 'simulators/sifely/http/a.ts', 'functions/sifely/b.ts'],
  ['functions import neither scripts nor tests', 'functions/app.ts', 'scripts/b.ts'],
  ['functions import neither scripts nor tests', 'functions/app.ts', 'test/support/b.ts'],
  ['functions do not import the command line', 'functions/server.ts', 'cli/b.ts'],
  ['the command line imports functions alone', 'cli/a.ts', 'scripts/b.ts'],
  ['the command line imports functions alone', 'cli/a.ts', 'simulators/google/b.ts'],
  ['only composition roots import store/sqlite/', 'cli/backup/a.ts', 'functions/store/sqlite/b.ts'],
];

/** Circles that are refused, each file importing the next, and the last the first. */
const CIRCLES: readonly (readonly [form: string, ...files: string[]])[] = [
  ['import', 'functions/locks/circle-a.ts', 'functions/locks/circle-b.ts'],
  ['import type', 'functions/locks/circle-c.ts', 'functions/locks/circle-d.ts'],
  [
    're-export of a type',
    'simulators/circle-e.ts',
    'simulators/sifely/circle-f.ts',
    'simulators/circle-g.ts',
  ],
  ['dynamic import', 'scripts/circle-h.ts', 'scripts/circle-i.ts'],
];

/** A type from an `import()` in place of an import declaration, which the parser of the checker does not see. */
const INLINE_TYPE = /(?<!await )\bimport\(\s*['"]\.{1,2}\//;

describe('imports', () => {
  test('functions, command line, simulators and scripts import nothing that a rule refuses', async () => {
    expect(await refusedImports(ROOT)).toEqual([]);
  });

  test('every folder of functions has its rule', () => {
    const folders = readdirSync(join(ROOT, 'functions'), { withFileTypes: true });
    expect(Object.keys(LAYERS).sort()).toEqual(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('every path that a rule names exists', () => {
    const named = Object.values(LAYERS).flat();
    expect(named.filter((path) => !existsSync(join(ROOT, 'functions', path)))).toEqual([]);
  });

  test('no file takes a type of ours by an inline import', () => {
    const files = globSync('{functions,cli,simulators,scripts}/**/*.ts', { cwd: ROOT });
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => INLINE_TYPE.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  test.each([
    ["type X = import('./a.ts').X;", true],
    ["type X = typeof import('../a.ts');", true],
    ["const x = await import('./a.ts');", false],
    ["type X = import('express').Express;", false],
  ])('the search for inline imports decides: %s', (text, refused) => {
    expect(INLINE_TYPE.test(text)).toBe(refused);
  });
});

describe('the checker of imports', () => {
  let folder: string;
  let refused: readonly RefusedImport[];

  /** Returns the path of a file in the tree that is checked: `a.ts` and `b.ts` become files for each form of each edge. */
  const place = (file: string, edge: number, form: number): string =>
    /\/[ab]\.ts$/.test(file) ? file.replace(/\/([ab])\.ts$/, `/$1-${edge}-${form}.ts`) : file;

  const forms = Object.entries(FORMS);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'imports-'));
    const tree = new Map<string, string>();
    const add = (file: string, text: string) => tree.set(file, `${tree.get(file) ?? ''}${text}\n`);
    for (const top of ['functions', 'simulators', 'scripts']) mkdirSync(join(folder, top));
    FORBIDDEN.forEach(([, from, to], edge) => {
      forms.forEach(([, statement], form) => {
        const [source, target] = [place(from, edge, form), place(to, edge, form)];
        add(source, statement(specifier(source, target)));
        add(target, '');
      });
    });
    for (const [form, ...files] of CIRCLES) {
      files.forEach((file, index) => {
        const next = files[(index + 1) % files.length] ?? file;
        add(file, FORMS[form]?.(specifier(file, next)) ?? '');
      });
    }
    for (const [file, text] of tree) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    refused = await refusedImports(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(FORBIDDEN.map(([rule, from, to], edge) => ({ rule, from, to, edge })))(
    'refuses each form of an import of $to by $from: $rule',
    ({ rule, from, to, edge }) => {
      const isRefused = (form: number) =>
        refused.some(
          (found) =>
            found.rule === rule &&
            found.from === place(from, edge, form) &&
            found.to === place(to, edge, form),
        );
      expect(forms.filter((_, form) => !isRefused(form)).map(([name]) => name)).toEqual([]);
    },
  );

  test.each(CIRCLES)('refuses a circle by %s: %s, %s', (_form, ...files) => {
    const circles = refused.filter(({ rule }) => rule === 'no circle');
    expect(circles.map(({ circle }) => [...circle].sort())).toContainEqual([...files].sort());
  });

  test('is tried with every rule', () => {
    const tried = new Set(['no circle', ...FORBIDDEN.map(([rule]) => rule)]);
    expect(IMPORT_RULES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});

async function refusedImports(folder: string): Promise<readonly RefusedImport[]> {
  const checker = join(__dirname, 'refused-imports.ts');
  return JSON.parse(await runProgram(process.execPath, [checker, folder]));
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
