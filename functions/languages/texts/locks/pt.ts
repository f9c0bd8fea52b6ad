import type { texts as en } from './en.ts';

export const texts = {
  title: 'Fechaduras compartilhadas com o Google',
  'reason.no-gateway': 'Nenhum gateway por perto e sem Wi-Fi. Adicione um gateway Sifely no app Sifely.',
  'reason.remote-disabled':
    'O destrancamento remoto está desativado. Ative-o nas configurações desta fechadura no app Sifely.',
  'reason.key-not-yet-valid': 'Sua chave digital compartilhada ainda não é válida.',
  'reason.key-expired': 'Sua chave digital compartilhada expirou. Peça uma nova ao dono da fechadura.',
  'reason.key-frozen': 'Sua chave digital compartilhada está congelada. Fale com o dono da fechadura.',
  'reason.key-not-active':
    'Sua chave digital compartilhada não está ativa. Aceite-a no app Sifely ou fale com o dono da fechadura.',
  'reason.gone': 'Esta fechadura não está mais na sua conta Sifely.',
  choose: 'Escolher fechaduras',
  which: 'Quais fechaduras o Google controla?',
  forEveryone: 'Vale para todos que vincularam esta conta.',
  chooseIntro: 'Quais fechaduras o Google pode controlar? Você pode mudar isso depois.',
  chosenOf:
    '<strong>{count, number} de {total, plural, one {# fechadura} many {# fechaduras} other {# fechaduras}}</strong> escolhidas.',
  andMore: 'e mais {count, number}',
  find: 'Buscar por nome ou grupo',
  findButton: 'Buscar',
  chooseAll: 'Escolher todas ({count, number})',
  chooseThese: 'Escolher estas ({count, number})',
  chooseNone: 'Não escolher nenhuma',
  chooseNoneOfThese: 'Não escolher nenhuma destas',
  noneFound: 'Nenhuma fechadura tem essas palavras no nome ou no grupo.',
  page: 'Página {page, number} de {pages, number}',
  previous: 'Anterior',
  next: 'Próxima',
  noneInAccount: 'Esta conta Sifely não tem fechaduras.',
  noneKnown: 'Nenhuma fechadura é conhecida.',
  sharing:
    'O Google pode trancar as fechaduras compartilhadas, destrancá-las com seu PIN de voz e ver o estado delas.',
  stopSharing:
    'Se você parar de compartilhar uma fechadura, ela some do Google com o ambiente e as rotinas dela.',
  lastKnown:
    'Esta é a última lista conhecida. Você ainda pode alterá-la; novas fechaduras aparecem quando o Sifely responder.',
  cantLoad: 'Não conseguimos carregar suas fechaduras do Sifely agora. {problem}',
  disconnected: 'Estamos desconectados do Sifely. Saia e faça login de novo para reconectar.',
  lastKnownSince:
    'Esta é a última lista conhecida. Ela foi carregada {ago}. Você ainda pode alterá-la; novas fechaduras aparecem quando o Sifely responder.',
  mayUnlock: 'Trancar e abrir',
  mayWith: 'O Google pode, com {name}',
  uncontrollable:
    '{count, plural, one {# fechadura inacessível para o Google} many {# fechaduras inacessíveis para o Google} other {# fechaduras inacessíveis para o Google}}',
  mayLock: 'Só trancar',
  mayTell: 'Só informar',
} satisfies Record<keyof typeof en, string>;
