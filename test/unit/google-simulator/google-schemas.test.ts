import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corrections } from '../../../simulators/google/schemas/google-schema-corrections.ts';
import { GoogleSchemas } from '../../../simulators/google/schemas/google-schemas.ts';

test('without a folder the error says which variable to set, and to what', () => {
  expect(() => new GoogleSchemas(undefined)).toThrow(/GOOGLE_SCHEMAS is not set.*github.com\/google-home/);
  expect(() => new GoogleSchemas('')).toThrow('GOOGLE_SCHEMAS is not set');
});

test('a folder without schemas is an error, not a run that checks nothing', () => {
  const empty = mkdtempSync(join(tmpdir(), 'no-schemas-'));
  expect(() => new GoogleSchemas(empty)).toThrow(`there is no ${empty}/platform/errors.schema.json`);
});

test('a schema that no longer looks as the corrections expect is an error', () => {
  const correct = corrections['intents/sync/sync.request.schema.json'];
  expect(() => correct?.({ type: 'object', properties: {} })).toThrow("Google's schema has no inputs");
});
