import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoogleSimulator } from '../../../simulators/google/index.ts';
import { GoogleSchemas } from '../../../simulators/google/schemas/google-schemas.ts';

const schemas = new GoogleSchemas(process.env['GOOGLE_SCHEMAS']);
GoogleSimulator.defaultChecker = schemas;

afterAll(() => {
  const folder = process.env['GOOGLE_SCHEMAS_COUNTS'] ?? '';
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(schemas.checked));
});
