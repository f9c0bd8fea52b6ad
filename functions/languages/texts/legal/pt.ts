import type { texts as en } from './en.ts';

export const texts = {
  title: 'Privacidade',
  privacyIntro:
    '{name} conecta suas fechaduras Sifely ao Google Home. Esta página diz o que é guardado sobre você e por quê.',
  whoRuns: 'Quem administra',
  runBy: '{name} em {host} é administrado por {operator}.',
  runByUnknown: '{name} em {host} é administrado por quem lhe deu este endereço.',
  contact: 'Contato: {contact}.',
  stored: 'O que é guardado',
  storedAccess:
    'Seu nome de usuário do Sifely e o acesso que o Sifely concedeu no login, ambos criptografados. Sua senha vai para o Sifely uma vez e não é guardada.',
  storedPin:
    'Seus PINs de voz em uma forma da qual não podem ser lidos, com os nomes, portas e horários que você deu a eles, criptografados; quando cada um foi usado pela última vez; e quando, em quais fechaduras e por qual vinculação vieram PINs errados nas últimas quatro semanas.',
  storedLocks:
    'Quais fechaduras você compartilha, com nomes, grupos, modelos, baterias, gateways, últimos estados, se as portas estão abertas quando um sensor informa e os horários dos últimos movimentos e comandos; e suas configurações: o que o Google pode fazer, horas de silêncio, nomes para o Google e seu fuso horário.',
  storedActivity:
    'Por {days, plural, one {# dia} many {# dias} other {# dias}}, criptografado: quando essas fechaduras foram usadas e as portas abertas, por quem e como, segundo o Sifely, e o que foi pedido ao Google, com qual dos seus PINs. Nenhum dígito de código ou cartão é guardado, e os endereços são abreviados.',
  storedGuests:
    'Os convidados que você adiciona: nomes, portas e horários, e os códigos deles, tudo criptografado, até um dia depois de saírem das fechaduras.',
  storedAlerts:
    'Para onde vão seus alertas, se você os configurar: endereços de programas, tópicos do ntfy e navegadores, tudo criptografado.',
  storedLinks: 'Quando você vinculou o Google e os hashes dos tokens que o Google tem.',
  storedVisit:
    'Por 15 minutos: sua visita às nossas páginas e uma forma embaralhada do endereço de rede do login, para impedir quem tenta adivinhar senhas.',
  storedLog: 'Um log do que o serviço fez, com números de contas e fechaduras, mas sem nomes, PINs e senhas.',
  purpose: 'Para que serve',
  purposeText:
    'Para mostrar suas fechaduras no Google Home, trancá-las e destrancá-las quando você pedir e encontrar falhas. Não há publicidade nem rastreamento; nossos cookies mantêm você conectado por 15 minutos, lembram o idioma escolhido e, por 180 dias, que você fez login com este navegador, para que estranhos que tentam adivinhar senhas não o bloqueiem.',
  whoGets: 'Quem recebe',
  googleGets:
    'O Google recebe os nomes (também os que você escolheu), grupos, modelos, estados e níveis de bateria das fechaduras que você compartilha. Ele não recebe seu nome de usuário do Sifely, sua senha nem as chaves e os códigos das fechaduras. O que o Google faz com os dados está na política de privacidade dele.',
  sifelyGets: 'O Sifely recebe seu login e os comandos para suas fechaduras, como do próprio app.',
  alertsGet:
    'Se você configurar alertas, eles vão para onde você indicou: para o seu programa, o seu tópico do ntfy ou pelo fabricante do seu navegador, que não pode lê-los.',
  nobodyElse: 'Mais ninguém, exceto a empresa em cujos computadores o serviço funciona.',
  howLong: 'Por quanto tempo',
  howLongText:
    'Até você desvincular: então tudo sobre sua conta é excluído. Um número embaralhado que não leva a ninguém fica por 400 dias, para podermos dizer ao Google que a vinculação acabou. Backups e log ficam enquanto o operador os guardar.',
  choices: 'Suas opções',
  choicesText:
    'Veja e altere o que é compartilhado, ou desvincule tudo, na <account>sua conta</account> ou no app Google Home. Peça ao operador uma cópia dos seus dados, a correção ou a exclusão deles.',
  terms: 'Termos',
  termsIntro:
    '{name} conecta suas fechaduras Sifely ao Google Home. Ao vincular, você concorda com o seguinte.',
  expect: 'O que você pode esperar',
  expectControl:
    'As fechaduras que você compartilha podem ser vistas e trancadas no Google Home, e destrancadas com seu PIN de voz.',
  expectFailures:
    'Isso depende do seu gateway, do Sifely, do Google e da internet. Se um deles falhar, uma fechadura pode não se mover, ou o estado dela aparecer com atraso. Tenha outro jeito de abrir a porta e olhe para ela quando for importante.',
  yours: 'O que depende de você',
  yoursShare: 'Compartilhe apenas fechaduras que você pode abrir.',
  yoursPin:
    'Quem sabe o PIN de voz e pode falar com seus dispositivos pode destrancar as portas. Escolha um difícil de adivinhar e troque-o quando alguém não deva mais sabê-lo.',
  yoursHome: 'Todos na sua casa do Google podem trancar e ver o estado das fechaduras.',
  end: 'Como termina',
  endText:
    'Você pode desvincular quando quiser, na <account>sua conta</account> ou no app Google Home. O operador pode encerrar o serviço; suas fechaduras continuam funcionando com o app Sifely. O Google e o Sifely têm termos próprios.',
  privacyLink: '<privacy>O que é guardado sobre você e por quê</privacy>.',
} satisfies Record<keyof typeof en, string>;
