import type { Noun } from '../verb.ts';

/** `groups`: the groups of locks, which owners use as rooms or buildings. */
export const groups: Noun = {
  summary: 'lists the groups of the account',
  verbs: {
    list: {
      summary: 'lists the groups of the account, with their locks',
      examples: ['groups list'],
      async run(call) {
        const account = call.account();
        const items = await account.access.groups.list();
        const locks = await account.listLocks();
        const namesIn = (group: string) =>
          locks.filter(({ groupName }) => groupName === group).map(({ name }) => name);
        call.printItems(
          items,
          [
            { name: 'ID', text: ({ id }) => id },
            { name: 'NAME', text: ({ name }) => name },
            { name: 'LOCKS', text: ({ name }) => namesIn(name).join(', ') || '-' },
          ],
          {
            empty: 'The account has no groups.',
            json: ({ id, name }) => ({ id, name, locks: namesIn(name) }),
          },
        );
        return 0;
      },
    },
  },
};
