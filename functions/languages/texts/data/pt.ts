import type { texts as en } from './en.ts';

export const texts = {
  title: 'Seus dados',
  text: 'Tudo o que é guardado sobre esta conta, em um arquivo JSON. Ele não contém PIN, código nem chave.',
  download: 'Baixar meus dados',
  signOutEverywhere: 'Sair de todos os lugares',
  unlinkTitle: 'Desvincular',
  unlinkText: 'Remove o acesso de todos e apaga todos os dados daqui.',
  unlink: 'Desvincular tudo…',
  'unlink.question': 'Desvincular tudo?',
  'unlink.explain':
    'O Google perde o acesso às fechaduras desta conta Sifely. Excluímos o PIN de voz, o login do Sifely e todos os dados das fechaduras. O Google remove as fechaduras, seus ambientes e rotinas.',
  'unlink.explainHousehold':
    'Toda a sua família ({count, plural, one {# vinculação} many {# vinculações} other {# vinculações}}) perde o acesso às fechaduras desta conta Sifely. Excluímos o PIN de voz, o login do Sifely e todos os dados das fechaduras. O Google remove as fechaduras, seus ambientes e rotinas.',
  'unlink.locksKeepWorking':
    'Suas fechaduras continuam funcionando como antes. Você pode vincular de novo quando quiser no app Google Home.',
  'unlink.yes': 'Desvincular tudo',
  'unlink.no': 'Manter a vinculação',
  'unlink.done': 'Tudo foi desvinculado',
  'unlink.doneHelp':
    'Sua conta Sifely não está mais vinculada, e excluímos seus dados. O Google remove as fechaduras em um minuto.',
  'unlink.doneNotAtGoogle':
    'Sua conta Sifely não está mais vinculada, e excluímos seus dados. Não conseguimos contatar o Google. Ele não tem mais acesso, mas ainda pode mostrar as fechaduras por um tempo. Para removê-las agora, desvincule este serviço no app Google Home.',
  'endLink.question': 'Encerrar esta vinculação?',
  'endLink.explain':
    'A conta do Google vinculada {ago} não poderá mais ver nem controlar suas fechaduras. As outras vinculações continuam.',
  'endLink.yes': 'Encerrar esta vinculação',
  signedOutEverywhere: 'Você saiu de todos os lugares',
  signedOutEverywhereHelp: 'Todos os navegadores conectados a esta página precisam fazer login de novo.',
} satisfies Record<keyof typeof en, string>;
