import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { environmentOf, type Instruction, lastWords, parseDockerfile, type Stage } from './dockerfile.ts';
import { Program, ROOT, runProgram } from './program.ts';

/** True if tests may change the root folder of a process, and give files to another user. */
const CAN_CHANGE_ROOT = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * The container of `deploy/Dockerfile`, as far as it can be built without Docker: its files in a folder, from the same sources, and its
 * programs under this machine's Node. As root, the folder is the root of the programs, which run as the container's user, so
 * that nothing but these files is there. As another user they run beside it, without write access.
 */
export class Container {
  readonly stage: Stage;
  readonly #folder = mkdtempSync(join(tmpdir(), 'container-'));
  readonly #source = join(this.#folder, 'src');
  readonly #root = join(this.#folder, 'root');

  private constructor() {
    const stages = parseDockerfile(readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8'));
    const final = stages.at(-1);
    if (final === undefined) throw new Error('deploy/Dockerfile has no stage');
    this.stage = final;
  }

  /** Builds it: the first stage in a folder that has what `.dockerignore` lets in, then the files of the last stage. */
  static async build(): Promise<Container> {
    const container = new Container();
    await container.#build();
    return container;
  }

  /** The files of the image, apart from those of its base image and of Node. */
  get files(): readonly string[] {
    return globSync('{app,data,usr/local/bin}/**', { cwd: this.#root })
      .filter((file) => statSync(join(this.#root, file)).isFile() && basename(file) !== 'node')
      .sort();
  }

  /** The bytes of {@link files}. */
  get bytes(): number {
    return this.files.reduce((sum, file) => sum + statSync(join(this.#root, file)).size, 0);
  }

  /** Starts what the container starts by itself, or another program inside. */
  start(env: Readonly<Record<string, string>>, words = this.defaultCommand): Program {
    const [command = '', ...args] = words;
    const environment = { ...environmentOf(this.stage), ...env };
    if (CAN_CHANGE_ROOT) {
      const [user, group] = lastWords(this.stage, 'USER')[0]?.split(':') ?? [];
      const inside = [`--root=${this.#root}`, `--wd=${lastWords(this.stage, 'WORKDIR')[0]}`];
      const enter = ['unshare', ...inside, `--setuid=${user}`, `--setgid=${group}`, command, ...args];
      return new Program('setpriv', ['--clear-groups', ...enter], { env: environment });
    }
    const paths = { DATA_DIR: join(this.#root, environment['DATA_DIR'] ?? '') };
    const inside = [command, ...args].map((word) => (word.startsWith('/') ? join(this.#root, word) : word));
    const node = inside[0]?.endsWith('/bin/node') ? inside.slice(1) : inside;
    return Program.node(node, { env: { ...environment, ...paths }, cwd: join(this.#root, 'data') });
  }

  get defaultCommand(): readonly string[] {
    return [...lastWords(this.stage, 'ENTRYPOINT'), ...lastWords(this.stage, 'CMD')];
  }

  remove(): void {
    for (const file of globSync('**/', { cwd: this.#root })) chmodSync(join(this.#root, file), 0o755);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #build(): Promise<void> {
    for (const path of contextOf(readFileSync(join(ROOT, '.dockerignore'), 'utf8')))
      cpSync(join(ROOT, path), join(this.#source, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.#source, 'node_modules'));
    await runProgram(process.execPath, ['scripts/run.cjs', 'scripts/build.ts'], { cwd: this.#source });
    mkdirSync(join(this.#source, 'data'));
    for (const instruction of this.stage.instructions)
      if (instruction.name === 'COPY') this.#copy(instruction);
    if (CAN_CHANGE_ROOT) await this.#addLibraries();
    else for (const file of globSync('{app,usr}/**', { cwd: this.#root })) this.#forbidWriting(file);
  }

  #copy({ options, words }: Instruction): void {
    const to = words.at(-1) ?? '';
    for (const word of words.slice(0, -1)) {
      const from = this.#originOf(word, options['from']);
      if (!existsSync(from)) throw new Error(`deploy/Dockerfile copies ${word}, which is not there`);
      const into = join(this.#root, to.endsWith('/') ? join(to, basename(word)) : to);
      mkdirSync(dirname(into), { recursive: true });
      cpSync(from, into, { recursive: true });
      if (options['chmod'] !== undefined) chmodSync(into, Number.parseInt(options['chmod'], 8));
      const [user, group] = options['chown']?.split(':').map(Number) ?? [];
      if (CAN_CHANGE_ROOT) chownSync(into, user ?? 0, group ?? 0);
    }
  }

  #originOf(path: string, stage: string | undefined): string {
    if (stage === undefined) return join(this.#source, path);
    if (stage === 'node' && path === '/usr/local/bin/node') return process.execPath;
    if (stage === 'build' && path.startsWith('/src/')) return join(this.#source, path.slice('/src/'.length));
    throw new Error(`deploy/Dockerfile copies ${path} from ${stage}, which this test does not know`);
  }

  /** Adds what the base image brings: the C library and those beside it. */
  async #addLibraries(): Promise<void> {
    chmodSync(this.#folder, 0o755);
    const listed = await runProgram('ldd', [process.execPath]);
    for (const [, path = ''] of listed.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)) {
      mkdirSync(join(this.#root, dirname(path)), { recursive: true });
      copyFileSync(path, join(this.#root, path));
      chmodSync(join(this.#root, path), 0o755);
    }
  }

  #forbidWriting(file: string): void {
    const path = join(this.#root, file);
    chmodSync(path, statSync(path).mode & 0o555);
  }
}

/** Returns the paths that a `.dockerignore` of the form "all but" lets into the build. */
function contextOf(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [all, ...paths] = lines;
  if (all !== '*' || !paths.every((path) => /^![\w./-]+$/.test(path)))
    throw new Error('.dockerignore must refuse everything, and then name what the image is built from');
  return paths.map((path) => path.slice(1));
}
