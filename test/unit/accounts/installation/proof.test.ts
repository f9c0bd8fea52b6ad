import { randomBytes } from 'node:crypto';
import { answerProof, checkProof, proofQuestion } from '../../../../functions/accounts/installation/proof.ts';
import { createSealer } from '../../../../functions/accounts/sealing.ts';
import { systemRandom } from '../../../../functions/random.ts';

const NOW = 1_800_000_000_000;
const sealerOf = (...keys: { id: string; key: Buffer }[]) => createSealer(keys, systemRandom);
const k1 = { id: 'k1', key: randomBytes(32) };
const k2 = { id: 'k2', key: randomBytes(32) };
const nonce = () => randomBytes(16).toString('base64url');

describe('the proof of an installation', () => {
  test('tells the same installation from another database and from other keys', () => {
    const question = proofQuestion(sealerOf(k1), nonce(), NOW);
    const answer = answerProof(sealerOf(k1), question, 'here', NOW) ?? {};
    expect(checkProof(sealerOf(k1), question, 'here', answer)).toBe('same');
    expect(checkProof(sealerOf(k1), question, 'there', answer)).toBe('database');
    expect(checkProof(sealerOf(k2), question, 'here', answer)).toBe('keys');
    expect(checkProof(sealerOf(k1), question, 'here', {})).toBe('keys');
  });

  test('is given by a server that has the key behind a newer one', () => {
    const question = proofQuestion(sealerOf(k1), nonce(), NOW);
    const answer = answerProof(sealerOf(k2, k1), question, 'here', NOW) ?? {};
    expect(checkProof(sealerOf(k1), question, 'here', answer)).toBe('same');
  });

  test('is given to none without a key, nor ten minutes later, nor for a changed question', () => {
    const question = proofQuestion(sealerOf(k1), nonce(), NOW);
    expect(answerProof(sealerOf(k2), question, 'here', NOW)).toBeUndefined();
    expect(answerProof(sealerOf(k1), question, 'here', NOW + 600_000)).toBeUndefined();
    expect(answerProof(sealerOf(k1), question, 'here', NOW - 600_000)).toBeUndefined();
    const otherEnd = question.endsWith('A') ? 'E' : 'A';
    for (const changed of ['', 'x', question.slice(1), `${question}x`, `${question.slice(0, -1)}${otherEnd}`])
      expect(answerProof(sealerOf(k1), changed, 'here', NOW)).toBeUndefined();
  });
});
