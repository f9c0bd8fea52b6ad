import type { texts as en } from './en.ts';

export const texts = {
  title: 'Conexão',
  connected: 'Conectado.',
  lostKey: 'Uma nova chave de API foi criada, mas não chegou até nós.',
  disconnected:
    '<strong>Desconectado</strong>, percebido {ago}. O Google não pode controlar suas fechaduras. Saia e faça login novamente para reconectar.',
  notLinked: 'A vinculação ainda não terminou.',
  notSynced: 'Ainda não sincronizado.',
  synced: 'Última sincronização {ago}.',
  forgotten:
    '<strong>O Google não tem mais esta vinculação</strong>, percebido {ago}. Vincule novamente no app Google Home.',
  calls: 'Chamadas à Sifely',
  callsUsed: '{used, number} de {limit, number} usadas em {month}.',
  plan: 'Seu plano da Sifely inclui {calls, number} por mês.',
  callsUntil: 'Nesse ritmo, duram até {date}.',
  callsEnough: 'Nesse ritmo, duram o mês todo.',
  callsSpent:
    '<strong>Limite mensal atingido</strong>: até o próximo mês, as mudanças aparecem com atraso, a menos que as atualizações instantâneas estejam configuradas.',
  makeKey: 'Criar uma nova chave de API…',
  links: 'Vinculações com o Google',
  linked: 'Vinculado {ago}',
  lastUsed: 'Último uso {ago}',
  linksHint: 'Cada vez que alguém vincula no app Google Home, uma é criada; uma pessoa pode ter várias.',
  moreLinks: '{count, plural, one {e mais #} many {e mais #} other {e mais #}}',
  endLink: 'Encerrar esta vinculação',
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
  'key.none': 'Nenhuma chave de API',
  'key.noneHelp': 'Esta conta não tem chave de API. Não há nada para substituir.',
  'key.question': 'Criar uma nova chave de API?',
  'key.explain':
    'O Sifely substitui a chave que dá acesso às suas fechaduras. A chave atual para de funcionar imediatamente em todos os programas que a usam. Os outros programas precisam da nova chave ou de um novo login.',
  'key.googleKeepsWorking':
    'O Google continua funcionando. Você encontra a nova chave no portal de API do Sifely.',
  'key.make': 'Criar nova chave',
  'key.keep': 'Manter a chave atual',
  'key.signInAgain': 'O Sifely não aceita mais nosso acesso. Saia e faça login de novo para reconectar.',
  'key.notChanged': '{problem} Sua chave não foi alterada.',
  'key.busy': 'Uma nova chave está sendo criada',
  'key.busyHelp': 'Isso leva até um minuto. Depois, confira a página da conta de novo.',
  'key.unchanged': 'Ainda não há nova chave',
  'key.unchangedHelp':
    'O Sifely não confirmou uma nova chave, e a atual ainda funciona. Tente de novo em alguns minutos.',
  'key.lost': 'Faça login de novo',
  'key.lostHelp':
    'O Sifely encerrou a chave atual, mas a nova não chegou até nós. Saia e faça login de novo para reconectar. Suas vinculações, fechaduras e PIN continuam como estão.',
  'key.unknownHelp':
    'Não sabemos se o Sifely criou uma nova chave. Confira a página da conta em alguns minutos. Se aparecer “Desconectado”, saia e faça login de novo.',
  'webhook.question': 'Criar um novo endereço de webhook?',
  'webhook.explain':
    'O endereço atual para de funcionar imediatamente. As atualizações ficam mais lentas até você colar o novo no Sifely.',
  'webhook.make': 'Criar novo endereço',
  'webhook.keep': 'Manter o endereço atual',
} satisfies Record<keyof typeof en, string>;
