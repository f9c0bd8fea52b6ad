import type { texts as en } from './en.ts';

export const texts = {
  title: 'Conexão',
  connected: 'Conectado.',
  lostKey: 'Uma nova chave de API foi criada, mas não chegou até nós.',
  disconnected:
    '<b>Desconectado</b>, percebido {ago}. O Google não pode controlar suas fechaduras. Saia e faça login novamente para reconectar.',
  notLinked: 'A vinculação ainda não terminou.',
  notSynced: 'Ainda não sincronizado.',
  synced: 'Última sincronização {ago}.',
  forgotten:
    '<b>O Google não tem mais esta vinculação</b>, percebido {ago}. Vincule novamente no app Google Home.',
  calls: 'Chamadas à Sifely',
  callsUsed: '{used, number} de {limit, number} usadas em {month}.',
  plan: 'Seu plano da Sifely inclui {calls, number} por mês.',
  callsUntil: 'Nesse ritmo, duram até {date}.',
  callsEnough: 'Nesse ritmo, duram o mês todo.',
  callsSpent:
    '<b>Limite mensal atingido</b>: até o próximo mês, as mudanças aparecem com atraso, a menos que as atualizações instantâneas estejam configuradas.',
  makeKey: 'Criar uma nova chave de API…',
  links: 'Vinculações com o Google',
  linked: 'Vinculado {ago}',
  lastUsed: 'Último uso {ago}',
  linksHint: 'Cada vez que alguém vincula no app Google Home, uma é criada; uma pessoa pode ter várias.',
  moreLinks: '{count, plural, one {e mais #} many {e mais #} other {e mais #}}',
  showAllLinks: 'Mostrar todas as vinculações',
  endLink: 'Encerrar esta vinculação',
  endLinkTitle: 'Encerrar esta vinculação?',
  endLinkText:
    'A Conta do Google vinculada {ago} não poderá mais ver nem controlar suas fechaduras. As outras vinculações continuam.',
  keepLink: 'Manter a vinculação',
  webhook: 'Atualizações instantâneas',
  webhookOn: 'Ativadas. Última atualização recebida {ago}.',
  webhookOff: 'Não configuradas: nada recebido ainda.',
  webhookWhy: 'Com elas, o Google vê as mudanças em segundos e usa muito menos chamadas.',
  webhookSetUp: 'Configurar em três etapas',
  webhookStep1:
    'Copie este endereço. Ele é secreto: quem o tiver pode simular eventos da porta, mas não mover uma fechadura.',
  webhookStep2: 'No portal de desenvolvedores da Sifely, informe-o como endereço de webhook da sua conta.',
  webhookStep3:
    'Gire uma fechadura com a mão. Em até um minuto, esta página diz quando a atualização foi recebida.',
  webhookRenew: 'Criar um novo endereço…',
  copy: 'Copiar',
  copied: 'Copiado',
} satisfies Record<keyof typeof en, string>;
