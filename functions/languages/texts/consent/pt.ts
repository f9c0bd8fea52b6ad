import type { texts as en } from './en.ts';

export const texts = {
  title: 'Vincule suas fechaduras',
  signedInAs: '<strong>{username}</strong> · <other>Usar outra conta</other>',
  agreement:
    'Ao concordar, você permite que o Google controle estas fechaduras e vincula sua conta Sifely ao <strong>Google</strong>.',
  whatGoogleGets: 'O que o Google recebe e por quê',
  getsNames: 'Nome, grupo e modelo de cada fechadura, para mostrá-la e reconhecer o nome dela.',
  getsStates: 'Se está trancada e on-line, e o nível da bateria, para responder a você e executar rotinas.',
  googleNeverGets:
    'O Google nunca recebe seu nome de usuário, senha, chaves nem códigos do Sifely. Desvincule quando quiser no app Google Home. Gerencie isso em {address}. Veja a <policy>política de privacidade do Google</policy>.',
  agree: 'Aceitar e vincular',
  noLock: 'Escolha pelo menos uma fechadura.',
  changed: 'Você escolheu outras fechaduras em outra janela. Verifique-as de novo.',
  otherPerson: 'Agora você está conectado como {username}. Confira a página de novo antes de aceitar.',
  expired:
    'Você fez login há mais de 15 minutos ou terminou em outra janela. Nada se perdeu: faça login de novo.',
  alreadyLinked: 'Já vinculada',
  alreadyLinkedHelp: 'Sua conta já está vinculada. Feche esta página e continue no app Google Home.',
  badLink: 'Este link não funciona',
  badClient:
    'Este link tem um ID de cliente desconhecido. Comece de novo no app Google Home. Você administra este serviço? O ID do cliente no Google Home Developer Console deve ser igual a GOOGLE_CLIENT_ID.',
  badRedirect:
    'Este link levaria você a um endereço desconhecido. Comece de novo no app Google Home. Você administra este serviço? GOOGLE_PROJECT_ID deve ser o ID do seu projeto do Google Home.',
  returning: 'Você está voltando ao Google. Se nada acontecer, continue por conta própria.',
  backToGoogle: 'Voltar ao Google',
  continueToGoogle: 'Continuar para o Google',
  noLocks: 'Esta conta Sifely não tem fechaduras',
  noLocksHelp: 'Adicione uma fechadura a {username} no app Sifely ou use outra conta.',
  noRemote: 'Nenhuma das suas fechaduras pode ser controlada remotamente',
  noRemoteHelp: 'O Google acessa uma fechadura por um gateway Sifely ou pelo Wi-Fi da própria fechadura.',
  step: 'Etapa {number, number} de {total, number} · Sifely <to>→</to> Google',
} satisfies Record<keyof typeof en, string>;
