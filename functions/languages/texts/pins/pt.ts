import type { texts as en } from './en.ts';

export const texts = {
  set: 'Definir um PIN de voz',
  change: 'Alterar o PIN de voz',
  unlocking: 'Destrancar',
  intro:
    'Para destrancar, diga ou digite o PIN de voz que você escolher aqui; o Google o repassa para nós. Ele não é um dos códigos do seu teclado.',
  introConsent: 'Só para destrancar. Não é um código do teclado.',
  keep: 'Manter o PIN de voz atual',
  keepHint: 'Toda a sua família o usa.',
  replace: 'Substituir o PIN de voz',
  unlockWith: 'Destrancar com um PIN de voz',
  replaceHint: 'O PIN antigo para de funcionar para todos.',
  replaceNowHint: 'O PIN antigo para de funcionar imediatamente, para todos.',
  off: 'Não permitir destrancar',
  offHint: 'O Google pode trancar e verificar as portas, mas nunca destrancá-las.',
  removeHint: 'Remove todos os PINs de voz, inclusive os pessoais.',
  removeHintLock: 'Remove todos os PINs de voz, inclusive os pessoais. O Google ainda pode trancar.',
  field: 'PIN de voz (4 a 8 dígitos)',
  newField: 'Novo PIN de voz (4 a 8 dígitos)',
  'problem.removed': 'O PIN de voz foi removido. Defina um novo ou não permita destrancar.',
  'problem.keepOrRemove': 'Alguém da sua família acabou de definir um PIN de voz. Mantenha-o ou remova-o.',
  'problem.keepOrReplace':
    'Alguém da sua família acabou de definir um PIN de voz. Mantenha-o ou substitua-o.',
  'problem.choose': 'Escolha se o Google pode destrancar.',
  'problem.digits': 'Use de 4 a 8 dígitos.',
  'problem.guestCode':
    'Um convidado tem esses dígitos como código. Escolha outro PIN: quem sabe um não deve saber o outro.',
  'problem.personPin': 'Alguém da sua família tem este PIN. Escolha outro.',
  'problem.repeats': 'Este PIN é fácil demais de adivinhar: tem menos de três algarismos diferentes.',
  'problem.counts': 'Este PIN é fácil demais de adivinhar: os algarismos estão em sequência.',
  'problem.pattern': 'Este PIN é fácil demais de adivinhar: a segunda metade repete a primeira.',
  'problem.keypad': 'Este PIN é fácil demais de adivinhar: forma uma linha no teclado.',
  'problem.year': 'Este PIN é fácil demais de adivinhar: é um ano ou uma data.',
  'problem.doorCode':
    'Este é um código de uma das suas portas. Escolha outro PIN: quem sabe um não deve saber o outro.',
} satisfies Record<keyof typeof en, string>;
