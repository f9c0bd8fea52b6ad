import type { texts as en } from './en.ts';

export const texts = {
  introLinking:
    'Faça login com sua conta do app Sifely. Este serviço a usa para que o Google possa controlar suas fechaduras. Você escolhe quais em seguida.',
  introAccount:
    'Faça login com sua conta do app Sifely para gerenciar como suas fechaduras funcionam com o Google. O login também renova nosso acesso ao Sifely.',
  username: 'E-mail ou telefone do Sifely',
  password: 'Senha do Sifely',
  usedOnce: 'Usamos a senha uma vez para entrar no Sifely e não a guardamos.',
  outdated:
    'A página expirou. Digite sua senha de novo. Se continuar acontecendo, permita cookies para este site.',
  enterUsername: 'Digite seu e-mail ou telefone do Sifely.',
  enterPassword: 'Digite sua senha do Sifely.',
  tooMany: 'Tentativas de login demais. Tente de novo depois das {time}.',
  expiredAccount: 'Você ficou ausente por mais de 15 minutos ou saiu em outro lugar. Nada foi alterado.',
  gone: 'Nada mais está vinculado',
  goneHelp: 'Esta vinculação foi encerrada. Seus dados foram excluídos.',
  foreignAccount: 'Este formulário veio de outro site ou de uma página de outra conta. Nada foi alterado.',
  nothingLinked: 'Nada está vinculado ainda',
  notLinked: 'A conta Sifely <strong>{username}</strong> ainda não está vinculada ao Google.',
  howToLink: 'Como vincular',
  stepDevices:
    'Abra o app Google Home e escolha <strong>Dispositivos</strong> e depois <strong>Adicionar</strong>.',
  stepSearch: 'Escolha <strong>Compatível com o Google Home</strong> e procure este serviço.',
  stepSignIn: 'Faça login no Sifely, escolha suas fechaduras e aceite.',
  linkedAnother: 'Vinculou outra conta Sifely? Faça login com ela.',
  titleLinking: 'Faça login na Sifely',
  showPassword: 'Mostrar a senha',
  forgot: 'Esqueceu? Redefina no app da Sifely.',
  titleAccount: 'Faça login para gerenciar suas fechaduras',
  attemptsLeft:
    '{count, plural, one {Resta # tentativa.} many {Restam # tentativas.} other {Restam # tentativas.}}',
  noAttemptsLeft:
    'O e-mail ou telefone e a senha não correspondem, e não restam tentativas. Tente de novo depois das {time} ou redefina sua senha no app Sifely.',
} satisfies Record<keyof typeof en, string>;
