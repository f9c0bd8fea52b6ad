import { CloudFailureError, type FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../../../functions/locks/failure-policy.ts';
import { cloudProblem } from '../../../functions/pages/cloud-problem.ts';
import { englishOf } from '../../support/english.ts';

const problemOf = (reason: FailureReason) =>
  cloudProblem(englishOf(), new CloudFailureError('for the log', { reason, executed: 'no' }));

test.each(Object.keys(FAILURE_POLICY) as FailureReason[])('a page has words for "%s"', (reason) => {
  const { status, title, message } = problemOf(reason);
  expect([422, 503]).toContain(status);
  expect(title).toMatch(/^[A-Z].*[a-z]$/);
  expect(message).toMatch(/^[A-Z].*\.$/);
  expect(message).not.toContain('for the log');
});

test('a page answers 422 where the person can act and 503 in an outage', () => {
  expect(problemOf('plan-exceeded')).toMatchObject({
    status: 422,
    title: 'Your Sifely plan doesn’t allow this',
  });
  expect(problemOf('unavailable')).toMatchObject({ status: 503, title: 'Sifely isn’t responding' });
});
