export { credentialsOfKey } from './auth/credentials.ts';
export { createSifelyCloud } from './sifely-cloud.ts';
