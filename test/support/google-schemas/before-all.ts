import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoogleSchemas } from '../../../simulators/google/schemas/google-schemas.ts';

/** Fails the run when Google's schemas are missing; creates the folder for the counts of the test files. */
export default function beforeAllFiles(): void {
  new GoogleSchemas(process.env['GOOGLE_SCHEMAS']);
  process.env['GOOGLE_SCHEMAS_COUNTS'] = mkdtempSync(join(tmpdir(), 'google-schemas-'));
}
