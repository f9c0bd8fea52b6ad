import { faultInLog, faultOf, MARKUP, SPLIT_HEADER } from './check-answer.ts';

const sent = { text: 'POST /smarthome', secrets: new Set(['a-secret-token']) };
const page = { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" };

describe('the check of answers', () => {
  test.each([
    ['a status of 5xx', { status: 503, headers: {}, body: '' }, 'status 503'],
    ['a stack trace', { status: 400, headers: {}, body: 'x\n    at read (/a/b.ts:3:4)' }, 'internals'],
    ['the name of an error', { status: 400, headers: {}, body: '{"error":"TypeError: x"}' }, 'internals'],
    ['a secret in the body', { status: 200, headers: {}, body: 'is a-secret-token' }, 'a secret'],
    [
      'a secret in a header',
      { status: 303, headers: { location: '/?a-secret-token' }, body: '' },
      'a secret',
    ],
    ['a header that was injected', { status: 303, headers: { [SPLIT_HEADER]: '1' }, body: '' }, 'a header'],
    ['markup of the caller', { status: 200, headers: page, body: `<p>${MARKUP}` }, 'markup'],
    [
      'a page without a policy',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '' },
      'a policy',
    ],
    ['broken JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: '{' }, 'JSON'],
  ])('finds %s', (_, answer, fault) => {
    expect(faultOf(answer, sent)).toContain(fault);
  });

  test('lets pass what the caller sent itself, and plain answers', () => {
    const answer = { status: 400, headers: page, body: 'TypeError a-secret-token' };
    expect(faultOf(answer, { ...sent, text: 'q=TypeError&t=a-secret-token' })).toBeUndefined();
    expect(faultOf({ status: 404, headers: {}, body: '{"error":"not_found"}' }, sent)).toBeUndefined();
  });

  test.each([
    ['an error', '{"severity":"ERROR","message":"x"}'],
    ['a mistake of ours in a warning', '{"severity":"WARNING","error":{"name":"TypeError"}}'],
    ['a secret', '{"severity":"INFO","message":"a-secret-token"}'],
    ['output that is no line of the log', '(node:1) Warning: x'],
  ])('finds %s in the log', (_, line) => {
    expect(faultInLog(['{"severity":"INFO","message":"intent"}', line, ''], sent.secrets)).toBe(line);
    expect(faultInLog(['{"severity":"INFO","message":"intent"}', ''], sent.secrets)).toBeUndefined();
  });
});
