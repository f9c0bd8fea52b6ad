import { EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { resetStates } from '../../../functions/maintenance/reset-restored.ts';

test('restored states send no alert of then, and keep what the owner was told of', () => {
  const alert = { id: 'jam/1/5', kind: 'jam', at: 5, lockId: '1' } as const;
  const open = { 'jam/1': { kind: 'jam', lockId: '1', since: 5, dueAt: 5, raisedAt: 5 } } as const;
  const alerts = {
    ...{
      rules: { kinds: ['jam'] as const },
      since: 1,
      open,
      raised: [alert],
      seen: [],
      sentAt: [],
      results: {},
    },
    messages: [{ id: 'm', at: 5, alerts: [alert], to: ['a'], tries: 0, dueAt: 5 }],
  };
  const states = resetStates({ ...EMPTY_ACCOUNT_STATE, alerts }, 1000);
  expect(states.alerts).toEqual({ ...alerts, since: 1000, raised: [], messages: [] });
});
