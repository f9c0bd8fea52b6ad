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
} satisfies Record<keyof typeof en, string>;
