import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../..');

const pages = globSync(['*.md', '{docs,functions,cli,simulators,scripts,test}/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
}).map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

test('there are pages to check', () => {
  expect(pages.length).toBeGreaterThan(10);
});

test('every path that a page names leads to a file of the project', () => {
  const dead = pages.flatMap(({ file, text }) =>
    pathsIn(text)
      .filter((path) => !bases(file).some((base) => existsSync(join(base, path))))
      .map((path) => `${file}: ${path}`),
  );
  expect(dead).toEqual([]);
});

test('every relative link of a page leads to a file of the project', () => {
  const dead = pages.flatMap(({ file, text }) =>
    relativeLinksIn(text)
      .filter((target) => !existsSync(join(ROOT, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(dead).toEqual([]);
});

/** Paths in code marks that look like a folder or a source file of ours: `docs/figures.md`, `locks/gateway-lane.ts`. */
function pathsIn(text: string): string[] {
  const marked = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path);
  return marked.filter(
    (path) => /^(functions|simulators|test|scripts|docs)\/[\w./-]*$/.test(path) || isSourceFile(path),
  );
}

function isSourceFile(path: string): boolean {
  return /^[a-z][\w./-]*\/[\w.-]+\.(ts|mjs|md)$/.test(path);
}

/** The places where a page's paths may begin: the root, `functions/`, the folder that it is about, or beside it. */
function bases(file: string): string[] {
  return ['', 'functions', 'functions/smarthome', dirname(file)].map((base) => join(ROOT, base));
}

function relativeLinksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}
