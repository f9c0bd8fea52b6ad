import { OPERATOR_TOKEN } from './homes.ts';
import type { PageState } from './page-state.ts';
import type { Visitor } from './visitor.ts';

const other = (detail: Omit<PageState, 'group' | 'home'> & Partial<Pick<PageState, 'home'>>): PageState => ({
  group: 'other',
  home: 'new',
  ...detail,
});

/** The pages that belong to nobody: front, legal pages, errors, and those of the operator. */
export const OTHER_STATES: readonly PageState[] = [
  other({ id: 'front', open: (at) => at.go('/') }),
  other({ id: 'privacy', open: (at) => at.go('/privacy') }),
  other({ id: 'terms', open: (at) => at.go('/terms') }),
  other({ id: 'error-not-found', status: 404, open: (at) => at.go('/no-such-page') }),
  other({ id: 'error-unreadable-address', status: 400, open: (at) => at.go('/webhooks/sifely/%E0%A4%A') }),
  other({
    id: 'error-no-database',
    home: 'linked-at-firestore',
    status: 503,
    isAlone: true,
    open: async (at) => {
      await at.atAccount();
      await at.world.firestore?.close();
      await at.world.hurried(at.go('/account'));
    },
  }),
  operator({ id: 'operator-sign-in', open: (at) => at.go('/operator') }),
  operator({
    id: 'operator-sign-in-wrong-token',
    status: 401,
    open: (at) => signInAsOperator(at, 'not the token of the operator'),
  }),
  operator({
    id: 'operator-sign-in-without-token',
    status: 422,
    open: (at) => signInAsOperator(at, ''),
  }),
  operator({ id: 'operator', open: (at) => signInAsOperator(at) }),
  operator({
    id: 'operator-checked',
    differs: true,
    isAlone: true,
    open: async (at) => {
      await signInAsOperator(at);
      await at.pressHurried('form[action$="/check"] button');
    },
  }),
  operator({
    id: 'operator-expired',
    status: 403,
    open: async (at) => {
      await signInAsOperator(at);
      await at.page.context().clearCookies();
      await at.press('form[action$="/check"] button');
    },
  }),
];

function operator(detail: Omit<PageState, 'group' | 'home'>): PageState {
  return other({ home: 'linked', isEnglish: true, ...detail });
}

async function signInAsOperator(at: Visitor, token = OPERATOR_TOKEN): Promise<void> {
  await at.page.context().clearCookies();
  await at.go('/operator');
  await at.send({ token });
}
