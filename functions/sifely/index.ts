export { createSifelyAccess, type SifelyOptions } from './access.ts';
export { type ErrorRow, errorTable, httpStatusTable } from './error-table.ts';
export { SifelyError } from './sifely-error.ts';
export { parseWebhook } from './webhook.ts';
