import type { Clock } from '../../../functions/clock.ts';
import { createLogger, type LoggerOptions } from '../../../functions/logs/create-logger.ts';
import { withRequestContext } from '../../../functions/logs/request-context.ts';

const clock: Clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678), delay: () => Promise.resolve() };

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ format: 'cloud', level: 'info', clock, destination, ...options });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
}

describe('the logger in cloud format', () => {
  test('writes one JSON object per line, for Cloud Logging', () => {
    const { logger, lines, last } = capture();
    logger.info('intent answered', { intent: 'SYNC', accountId: 'AAAAAAAAAAAAAAAAAAAAAA', ourMs: 12 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(last()).toEqual({
      severity: 'INFO',
      time: '2026-01-02T03:04:05.678Z',
      message: 'intent answered',
      intent: 'SYNC',
      accountId: 'AAAAAAAAAAAAAAAAAAAAAA',
      ourMs: 12,
    });
  });

  test('uses the severities of Cloud Logging', () => {
    const { logger, lines } = capture({ level: 'debug' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(lines.map((line) => JSON.parse(line).severity)).toEqual(['DEBUG', 'INFO', 'WARNING', 'ERROR']);
  });

  test('writes nothing below its level', () => {
    const { logger, lines } = capture({ level: 'warn' });
    logger.info('not this');
    logger.warn('this');
    expect(lines).toHaveLength(1);
  });

  test('redacts fields and message', () => {
    const { logger, lines } = capture();
    logger.info('login?password=hunter2', { accessToken: 'abc', nested: { pin: '4321' } });
    expect(lines[0]).not.toMatch(/hunter2|abc|4321/);
  });

  test('writes an error with message, stack and cause, and its stack in stack_trace for Error Reporting', () => {
    const { logger, last } = capture();
    logger.error('intent failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(last().error).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
    expect(last().stack_trace).toContain('create-logger.test.ts');
  });

  test('names the trace of the current request', () => {
    const { logger, last } = capture({ projectId: 'my-project' });
    const traceId = '105445aa7843bc8bf206b12000100000';
    withRequestContext({ traceparent: `00-${traceId}-000000000000004a-01` }, () => logger.info('inside'));
    expect(last()).toMatchObject({
      'logging.googleapis.com/trace': `projects/my-project/traces/${traceId}`,
      'logging.googleapis.com/spanId': '000000000000004a',
    });
    withRequestContext({ 'x-cloud-trace-context': `${traceId}/74;o=1` }, () => logger.info('older'));
    expect(last()['logging.googleapis.com/trace']).toBe(`projects/my-project/traces/${traceId}`);
    withRequestContext({ traceparent: 'nonsense' }, () => logger.info('outside'));
    expect(Object.keys(last())).toEqual(['severity', 'time', 'message']);
  });

  test('keeps a field from overwriting the line itself', () => {
    const { logger, lines, last } = capture();
    logger.warn('the message', { message: 'forged', severity: 'DEBUG', time: 'never' });
    expect(last()).toMatchObject({ severity: 'WARNING', message: 'the message', fieldMessage: 'forged' });
    expect(lines[0]?.match(/"severity":/g)).toHaveLength(1);
  });

  test('keeps a line break in a field from forging a line', () => {
    const { logger, lines } = capture();
    logger.info('name is odd', { lockName: 'door\n{"severity":"ERROR"}' });
    expect(lines[0]?.match(/\n/g)).toHaveLength(1);
  });
});

describe('the logger in terminal format', () => {
  test('writes time, level, message and pairs', () => {
    const { logger, lines } = capture({ format: 'terminal' });
    logger.info('intent answered', { intent: 'SYNC', devices: ['1', '2'], name: 'front door' });
    expect(lines[0]).toBe(
      '2026-01-02T03:04:05.678Z INFO    intent answered intent=SYNC devices=["1","2"] name="front door"\n',
    );
  });

  test('writes an error with its stack and causes below, redacted', () => {
    const { logger, lines } = capture({ format: 'terminal' });
    const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    logger.error('intent failed', { error: new Error('no Bearer abcdef please', { cause }) });
    const text = lines.join('');
    expect(text).toMatch(
      /^2026-01-02T03:04:05.678Z ERROR {3}intent failed\n {2}Error: no Bearer \[redacted\] please\n/,
    );
    expect(text).toContain('create-logger.test.ts');
    expect(text).toMatch(/caused by\n {4}Error: connect refused\n[\s\S]*\(code=ECONNREFUSED\)/);
  });

  test('writes colours only if enabled', () => {
    const { logger, lines } = capture({ format: 'terminal', colours: true });
    logger.warn('careful');
    expect(lines[0]).toContain('\u001b[33mWARNING\u001b[0m');
  });
});

/** Sequences that terminals obey: colours, title, CSI as one byte, delete, direction, a line of its own. */
const COMMANDS = [
  '\u001b[2J',
  '\u001b]0;owned\u0007',
  '\u009b31m',
  '\u007f\b',
  '\u202e',
  '\r\n',
  '\u2028',
  '\u0085',
];
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe.each(['terminal', 'cloud'] as const)('a log line in %s format', (format) => {
  test.each(COMMANDS)('shows a terminal command instead of giving it, in every part: %j', (command) => {
    const { logger, lines } = capture({ format });
    const odd = `a${command}b`;
    const cause = Object.assign(new Error(odd), { code: odd, name: odd });
    const error = Object.assign(new Error(odd, { cause }), { stack: `Error: ${odd}\n    at ${odd}` });
    logger.error(odd, {
      requestId: odd,
      [odd]: odd,
      list: [odd],
      deep: { [odd]: odd },
      spaced: ` ${odd}`,
      error,
    });
    logger.error('not an error', { error: odd });
    const written = lines.join('');
    expect(written.split('\n').filter((line) => OBEYED.test(line))).toEqual([]);
    expect(written).toContain('requestId');
    if (format === 'cloud') expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: odd, [odd]: odd });
  });
});
