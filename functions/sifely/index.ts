export { parseWebhook } from './endpoints/webhook.ts';
export { type ErrorRow, errorTable, httpStatusTable } from './http/error-table.ts';
export { SifelyError } from './http/sifely-error.ts';
export { createSifelyCloud, type SifelyOptions } from './sifely-cloud.ts';
