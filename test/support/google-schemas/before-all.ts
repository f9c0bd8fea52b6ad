import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoogleSchemas } from '../../../simulators/google/schemas/google-schemas.ts';

/** Fails the whole run at once when Google's schemas are not there; prepares the place where test files leave their counts. */
export default function beforeAllFiles(): void {
  new GoogleSchemas(process.env['GOOGLE_SCHEMAS']);
  process.env['GOOGLE_SCHEMAS_COUNTS'] = mkdtempSync(join(tmpdir(), 'google-schemas-'));
}
