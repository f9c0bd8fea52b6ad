export { createSifelyCloud } from './sifely-cloud.ts';
