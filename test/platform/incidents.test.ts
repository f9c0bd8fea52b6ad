import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { Program, ROOT } from '../support/program.ts';

const REPLAY = join(ROOT, 'scripts/replay.ts');
const INCIDENT = join(ROOT, 'scripts/incident.ts');
const FOLDER = join(ROOT, 'test/incidents');
const FILES = readdirSync(FOLDER);

/** A command that failed, as the service logs it. */
const FAILED = {
  requestId: '7579',
  line: '2026-11-30T09:58:08.009Z INFO    intent requestId=7579 accountId=hSktH1 grantId=NpdC intent=action.devices.EXECUTE to=unlock withPin=true devices=["532302"] outcome=transientError results={"transientError":1} reasons={"532302":"unavailable"} ms=805',
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'incidents-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function replay(
  ...args: readonly string[]
): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const program = Program.node([REPLAY, ...args]);
  const code = await program.ended;
  return { code, output: program.output };
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('incidents', () => {
  test('saved in the playground happen again as recorded, and one with another end is found different', async () => {
    const [first = ''] = FILES;
    const changed = JSON.parse(readFileSync(join(FOLDER, first), 'utf8'));
    changed.expected.spoken = ['Front door is locked.'];
    const other = write('changed.json', JSON.stringify(changed));
    // At once: each waits for answers of Google most of the time.
    const [different, ...same] = await Promise.all([
      replay(other),
      ...FILES.map((file) => replay('--json', join(FOLDER, file))),
    ]);
    for (const { code, output } of same)
      expect([code, output]).toEqual([0, expect.stringContaining('"isSame":true')]);
    expect(different).toMatchObject({ code: 1, output: expect.stringContaining('DIFFERENT spoken') });
  }, 150_000);

  test('hold neither a secret nor the name of an account', () => {
    for (const file of FILES) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      expect(text).not.toMatch(/demo@example\.com|demo-password|4719|token|sk-/);
      expect(JSON.parse(text)).toMatchObject({ incident: 1, unknown: [] });
    }
  });

  test.each([
    ['a file that is not there', () => join(folder, 'none.json'), 'there is no such file'],
    ['a file that is no JSON', () => write('text.json', 'hello'), 'The file is no JSON'],
    ['a file that is no incident', () => write('other.json', '{"a":1}'), '"incident" is missing'],
    ['an incident of a newer release', () => write('newer.json', '{"incident":2}'), 'has version 2'],
    ['an incident with a fault', () => write('fault.json', '{"incident":1}'), 'The incident has a fault at'],
    [
      'an incident of a house with a lock that the demo does not have',
      () => {
        const incident = JSON.parse(readFileSync(join(FOLDER, FILES[0] ?? ''), 'utf8'));
        incident.house.locks[0].id = '999999';
        // As Notepad writes it.
        return write('lock.json', `\uFEFF${JSON.stringify(incident)}`);
      },
      'there is no lock 999999',
    ],
    [
      'an incident without an end',
      () => {
        const incident = JSON.parse(readFileSync(join(FOLDER, FILES[0] ?? ''), 'utf8'));
        return write('endless.json', JSON.stringify({ ...incident, endsAt: 9e15 }));
      },
      'The incident has a fault at endsAt',
    ],
    ['no file at all', () => '', 'Which incident?'],
  ])('of %s get one line and exit code 2', async (_name, file, line) => {
    const path = file();
    const { code, output } = await replay(...(path === '' ? [] : [path]));
    expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(line)]]);
  });

  test('are made of a log that comes through a pipe, however late', async () => {
    const { requestId, line } = FAILED;
    const args = ['--disable-warning=ExperimentalWarning', INCIDENT, '--request', requestId];
    const command = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    command.stdin.write(`${line}\n`);
    // The command reads by then, and the log has no end yet: journalctl searches for as long.
    await setTimeout(1000);
    command.stdin.end();
    expect(JSON.parse(await text(command.stdout))).toMatchObject({
      incident: 1,
      from: 'log',
      about: `Request ${requestId}`,
    });
  }, 30_000);
});
