import type { texts as en } from './en.ts';

export const texts = {
  title: 'Algo deu errado',
  notFound: 'Página não encontrada',
  toLink: 'Para vincular suas fechaduras, comece no app Google Home.',
  unreadable: 'Não foi possível ler esta solicitação',
  ourSide: 'O problema é nosso. Tente de novo em instantes.',
  goBack: 'Volte e tente de novo.',
  unreadableForm: 'Não foi possível ler este formulário',
  busy: 'Estamos ocupados agora',
  busyHelp: 'Volte e tente de novo em um minuto.',
  ourFault: 'Algo deu errado do nosso lado',
  noDatabase: 'Não conseguimos acessar nosso banco de dados agora. Volte e tente de novo em um minuto.',
  notYourFault:
    'Não é culpa sua. Volte e tente de novo. Se continuar acontecendo, avise quem administra este serviço.',
  notReady: 'Ainda não está pronto',
  notSetUp: 'Este serviço não está totalmente configurado. Veja o log dele.',
  sifelySignedOut: 'O Sifely encerrou sua sessão',
  sifelySilent: 'O Sifely não responde',
  sifelyWrong: 'Algo deu errado no Sifely',
  sifelyForbids: 'O Sifely não permite isso',
  sifelyBusy: 'O Sifely está ocupado',
  misconfigured: 'Este serviço não está configurado corretamente',
  planForbids: 'Seu plano do Sifely não permite isso',
  'cloud.gateway-missing': 'Conecte a fechadura a um gateway no app Sifely.',
  'cloud.gateway-offline': 'Verifique se o gateway tem energia e Wi-Fi.',
  'cloud.gateway-busy': 'O gateway está ocupado. Tente de novo em alguns segundos.',
  'cloud.lock-offline': 'Verifique a bateria da fechadura e se o gateway ou o Wi-Fi está ao alcance.',
  'cloud.lock-busy': 'A fechadura está ocupada. Tente de novo em alguns segundos.',
  'cloud.lock-frozen': 'A fechadura está congelada. O administrador pode descongelá-la no app Sifely.',
  'cloud.not-supported':
    'A fechadura não consegue fazer isso, ou o destrancamento remoto está desativado nas configurações dela no app Sifely.',
  'cloud.lock-unknown':
    'Esta fechadura não está mais na sua conta Sifely. Diga “Ok Google, sincronize meus dispositivos”.',
  'cloud.not-permitted': 'Sua conta Sifely não pode fazer isso. Fale com o administrador da fechadura.',
  'cloud.sign-in-refused':
    'O e-mail ou telefone e a senha não correspondem. Tente de novo ou redefina sua senha no app Sifely.',
  'cloud.credentials-refused': 'Vincule sua conta Sifely de novo no app Google Home.',
  'cloud.misconfigured': 'Este serviço não está configurado corretamente. Avise quem o administra.',
  'cloud.plan-exceeded':
    'Seu plano do Sifely está inativo, esgotado ou cobre menos fechaduras do que você tem.',
  'cloud.rate-limited': 'Solicitações demais. Tente de novo em um minuto.',
  'cloud.timed-out': 'O Sifely demorou demais. Tente de novo em um minuto.',
  'cloud.unavailable': 'O Sifely não responde. Tente de novo em um minuto.',
  'cloud.rejected':
    'O Sifely recusou a solicitação. Se continuar acontecendo, avise quem administra este serviço.',
  'cloud.failed': 'Verifique a fechadura no app Sifely e tente de novo.',
  foreignForm: 'Este formulário veio de outro site, então o ignoramos.',
  pleaseStartAgain: 'Comece de novo',
  pleaseCheckAgain: 'Verifique de novo',
  expired: 'Esta página expirou',
} satisfies Record<keyof typeof en, string>;
