import type { texts as en } from './en.ts';

export const texts = {
  title: 'Fechaduras Sifely no Google Home',
  what: 'Este servidor conecta fechaduras inteligentes Sifely ao Google Home.',
  whatBy:
    'Este servidor conecta fechaduras inteligentes Sifely ao Google Home. Ele é administrado por {operator}.',
  howToLink:
    'Para vincular, abra o app Google Home e escolha Dispositivos, Adicionar, Compatível com o Google Home e depois este serviço.',
  linkButton: 'Vincular no Google Home',
  codeLabel: 'QR code que abre o app Google Home',
  scan: 'Ou escaneie isto com seu celular.',
} satisfies Record<keyof typeof en, string>;
