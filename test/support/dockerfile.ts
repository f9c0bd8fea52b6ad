/** One instruction of a Dockerfile: `COPY --chmod=755 a /b` has the options `chmod` and the words `a` and `/b`. */
export interface Instruction {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** A stage of a Dockerfile: from `FROM` to the next one. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Parses as much of the language as `deploy/Dockerfile` uses: comments, continued lines, options, lists in JSON. */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`No instruction: ${line}`);
    if (name === 'FROM') {
      const [, base = '', as] = /^(?:--platform=\S+ )?(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      stages.push({ base, name: as, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, ...optionsAndWords(rest) });
    }
  }
  return stages;
}

function optionsAndWords(rest: string): Pick<Instruction, 'options' | 'words'> {
  const options: Record<string, string> = {};
  let left = rest;
  for (;;) {
    const match = /^--([a-z-]+)=(\S+)\s+/.exec(left);
    if (match === null) break;
    options[match[1] ?? ''] = match[2] ?? '';
    left = left.slice(match[0].length);
  }
  const [, command = '', list] = /^(\w+ )?(\[.*\])$/.exec(left) ?? [];
  const words = list === undefined ? left.split(/\s+/) : [...command.split(' ', 1), ...JSON.parse(list)];
  return { options, words: words.filter((word) => word !== '') };
}

/** Returns the words of the last instruction of a stage with this name; none if there is none. */
export function lastWords({ instructions }: Stage, name: string): readonly string[] {
  return instructions.findLast((instruction) => instruction.name === name)?.words ?? [];
}

/** Returns the environment that a stage sets with `ENV NAME=value …`. */
export function environmentOf({ instructions }: Stage): Readonly<Record<string, string>> {
  const pairs = instructions.filter(({ name }) => name === 'ENV').flatMap(({ words }) => words);
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
}
