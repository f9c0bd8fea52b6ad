// The folder that a deployment to Firebase uploads: what surrounds the bundle.
import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { isTexts } from './texts-outside.ts';

/** The fields of a package.json, or of an entry of package-lock.json, that decide what is installed. */
interface Package {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The runtime in firebase.json; the project itself runs on newer ones, too. */
const ENGINES = { node: '24' };

type Packages = Readonly<Record<string, Package>>;

interface Manifest extends Package {
  readonly name: string;
  readonly license: string;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/**
 * Writes `package.json` and `package-lock.json` of the deployed function beside its bundle: the packages that the bundle loads at run
 * time, in the versions of the project's own lock file. Asks no registry, so the same checkout always gives the same files.
 */
export function writeDeployFolder(folder: string, root: string, metafile: Metafile): void {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lock: { readonly packages: Packages } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const installed = packagesFor(lock.packages, outsidePackages(metafile));
  const { name, license, version } = manifest;
  const dependencies = Object.fromEntries(
    outsidePackages(metafile).map((each) => [each, lock.packages[`node_modules/${each}`]?.version]),
  );
  const own = { name, version, license, dependencies, engines: ENGINES };
  const allowScripts = Object.fromEntries(
    Object.entries(manifest.allowScripts ?? {}).filter(
      ([each]) => installed[`node_modules/${each}`] !== undefined,
    ),
  );
  write(join(folder, 'package.json'), { ...own, private: true, main: 'index.cjs', allowScripts });
  const packages = { '': own, ...installed };
  write(join(folder, 'package-lock.json'), { name, version, lockfileVersion: 3, requires: true, packages });
}

/** Lists the packages that a bundle loads from `node_modules`, sorted. */
export function outsidePackages({ outputs }: Metafile): readonly string[] {
  const paths = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external === true && !isBuiltin(path) && !isTexts(path))
    .map(({ path }) => path);
  return [...new Set(paths.map(packageOf))].sort();
}

function packageOf(path: string): string {
  if (path.startsWith('.')) throw new Error(`A deployed bundle must not load ${path}, which is not deployed`);
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}

/** Returns the entries of a lock file that `names` need, with optional ones marked as npm marks them. */
export function packagesFor(packages: Packages, names: readonly string[]): Packages {
  const needed = new Set<string>();
  const found = new Set<string>();
  const visit = (from: string, name: string, mustExist: boolean, into: Set<string>[]): void => {
    const path = pathOf(packages, from, name);
    const entry = path === undefined ? undefined : packages[path];
    if (path === undefined || entry === undefined) {
      if (mustExist) throw new Error(`package-lock.json has no ${name}, which ${from || 'the bundle'} needs`);
      return;
    }
    if (into.every((set) => set.has(path))) return;
    for (const set of into) set.add(path);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = entry;
    for (const each of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (Object.hasOwn(optionalDependencies, each)) continue;
      const isOptionalPeer = entry.peerDependenciesMeta?.[each]?.optional === true;
      if (!isOptionalPeer) visit(path, each, true, into);
    }
    for (const each of Object.keys(optionalDependencies)) visit(path, each, false, [found]);
  };
  for (const name of names) visit('', name, true, [needed, found]);
  return Object.fromEntries(
    [...found].sort().map((path) => {
      const { dev, optional, devOptional, peer, ...entry } = packages[path] as Package & Flags;
      return [path, needed.has(path) ? entry : { ...entry, optional: true }];
    }),
  );
}

/** Marks in a lock file that depend on who needs a package. */
interface Flags {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}

/** Returns the path of the package that Node finds from another one: the nearest `node_modules`, going up. */
function pathOf(packages: Packages, from: string, name: string): string | undefined {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[path] !== undefined || from === '') return packages[path] === undefined ? undefined : path;
  return pathOf(packages, from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)), name);
}

function write(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
