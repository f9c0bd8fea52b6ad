import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'o gateway ficou ocupado por muito tempo e nada foi enviado',
  'gateway-missing': 'a fechadura não tem gateway',
  'gateway-offline': 'o gateway está off-line',
  'gateway-busy': 'o gateway estava ocupado',
  'lock-offline': 'a fechadura não respondeu',
  'lock-busy': 'a fechadura estava ocupada',
  'lock-frozen': 'a fechadura está congelada',
  'not-supported': 'o controle remoto está desativado na fechadura',
  'lock-unknown': 'a fechadura não está mais na Sifely',
  'not-permitted': 'a Sifely não permite',
  'sign-in-refused': 'a Sifely encerrou nossa sessão',
  'credentials-refused': 'a Sifely encerrou nossa sessão',
  misconfigured: 'este serviço não está configurado corretamente',
  'plan-exceeded': 'o plano da Sifely se esgotou',
  'rate-limited': 'houve chamadas demais em pouco tempo',
  'timed-out': 'a Sifely não respondeu a tempo',
  unavailable: 'não foi possível acessar a Sifely',
  rejected: 'a Sifely recusou',
  failed: 'a Sifely informou uma falha',
  'not-allowed': 'suas configurações desta fechadura não permitiam mais e nada foi enviado',
} satisfies Record<keyof typeof en, string>;
