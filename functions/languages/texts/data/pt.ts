import type { texts as en } from './en.ts';

export const texts = {
  title: 'Seus dados',
  text: 'Tudo o que é guardado sobre esta conta, em um arquivo JSON. Ele não contém PIN, código nem chave.',
  download: 'Baixar meus dados',
  signOutEverywhere: 'Sair de todos os lugares',
  signedOutTitle: 'Você saiu de todos os lugares',
  signedOutText: 'Todos os navegadores que estavam com login nesta página precisam entrar de novo.',
  unlinkTitle: 'Desvincular',
  unlinkText: 'Remove o acesso de todos e apaga todos os dados daqui.',
  unlink: 'Desvincular tudo…',
} satisfies Record<keyof typeof en, string>;
