/** The English texts. The other languages have the same keys, arguments and tags. */
export const texts = {
  title: 'Voice PIN',
  set: 'Set a voice PIN',
  change: 'Change the voice PIN',
  unlocking: 'Unlocking',
  intro:
    'To unlock, say or type the voice PIN you choose here; Google passes it to us. It’s not one of your keypad codes.',
  introConsent:
    'Locking needs no PIN. To unlock, say or type the voice PIN you choose here; Google passes it to us. It’s not one of your keypad codes.',
  keep: 'Keep the current voice PIN',
  keepHint: 'Everyone in your household uses it.',
  replace: 'Replace the voice PIN',
  unlockWith: 'Unlock with a voice PIN',
  replaceHint: 'The old PIN stops working for everyone.',
  replaceNowHint: 'The old PIN stops working immediately, for everyone.',
  off: 'Don’t allow unlocking',
  offHint: 'Google can lock and check doors, but never unlock them.',
  removeHint: 'Every voice PIN is removed, those of people too.',
  removeHintLock: 'Every voice PIN is removed, those of people too. Google can still lock.',
  field: 'Voice PIN (4–8 digits)',
  newField: 'New voice PIN (4–8 digits)',
  repeat: 'Repeat the voice PIN',
  'problem.removed': 'The voice PIN was removed. Set a new one, or don’t allow unlocking.',
  'problem.keepOrRemove': 'Someone in your household just set a voice PIN. Keep it or remove it.',
  'problem.keepOrReplace': 'Someone in your household just set a voice PIN. Keep it or replace it.',
  'problem.choose': 'Choose whether Google may unlock.',
  'problem.digits': 'Use 4 to 8 digits.',
  'problem.mismatch': 'The PINs don’t match. Enter both again.',
  'problem.trivial': 'This PIN is too easy to guess. Avoid simple patterns.',
  'problem.guestCode':
    'A guest has these digits as a code. Choose another PIN: who knows the one must not know the other.',
  'problem.personPin': 'Someone in your household has this PIN. Choose another one.',
} as const;
