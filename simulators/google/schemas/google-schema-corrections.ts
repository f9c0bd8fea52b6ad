import { CHALLENGE_TYPES } from './google-codes.ts';
import { isObject } from './shape.ts';

type Schema = Record<string, unknown>;

/**
 * Corrections of Google's published schema files (of 2021-06-22), by file: each changes a parsed schema to accept what
 * Google sends or documents today. Throws if a file has changed, so that no check is lost silently.
 */
export const corrections: Readonly<Record<string, (schema: Schema) => void>> = {
  'intents/sync/sync.request.schema.json': allowContext,
  'intents/query/query.request.schema.json': allowContext,
  'intents/disconnect/disconnect.request.schema.json': allowContext,
  'intents/execute/execute.request.schema.json': (schema) => {
    allowContext(schema);
    const execution = ['inputs', '[]', 'payload', 'commands', '[]', 'execution', '[]'];
    propertiesAt(schema, execution)['challenge'] = { type: 'object' };
  },
  'intents/execute/execute.response.schema.json': (schema) => {
    const result = propertiesAt(schema, ['payload', 'commands', '[]']);
    result['debugString'] = { type: 'string' };
    result['challengeNeeded'] = {
      type: 'object',
      properties: { type: { enum: CHALLENGE_TYPES } },
      required: ['type'],
      additionalProperties: false,
    };
    propertiesAt(schema, ['payload'])['status'] = { const: 'ERROR' };
  },
  'intents/query/query.response.schema.json': (schema) => {
    propertiesAt(schema, ['payload'])['status'] = { const: 'ERROR' };
    allowGlobalError(schema);
  },
  'intents/sync/sync.response.schema.json': (schema) => {
    propertiesAt(schema, ['payload', 'devices', '[]'])['structureHint'] = { type: 'string' };
    allowGlobalError(schema);
  },
};

/** Error codes that Google documents but its list lacks: newer ones and aliases. */
export const LATER_ERROR_CODES: readonly string[] = [
  'deviceOffline',
  'deviceTurnedOff',
  'authExpired',
  'challengeNeeded',
  'challengeFailedNotSetup',
  'deadBattery',
  'faultyBattery',
  'deviceNeedsRepair',
  'deviceAlertNeedsAssistance',
];

/** Requests carry the locale beside the intent. */
function allowContext(schema: Schema): void {
  propertiesAt(schema, ['inputs', '[]'])['context'] = { type: 'object' };
}

/** A payload may have an `errorCode` instead of its required fields. */
function allowGlobalError(schema: Schema): void {
  const payload = schemaAt(schema, ['payload']);
  payload['anyOf'] = [{ required: payload['required'] }, { required: ['errorCode'] }];
  delete payload['required'];
}

function propertiesAt(schema: Schema, path: readonly string[]): Schema {
  return child(schemaAt(schema, path), 'properties', path);
}

/** Steps into a property, or with `[]` into the items of an array. */
function schemaAt(schema: Schema, path: readonly string[]): Schema {
  return path.reduce(
    (at, step) =>
      step === '[]' ? child(at, 'items', path) : child(child(at, 'properties', path), step, path),
    schema,
  );
}

function child(schema: Schema, key: string, path: readonly string[]): Schema {
  const value = schema[key];
  if (!isObject(value)) throw new Error(`Google's schema has no ${key} on the way to ${path.join('.')}`);
  return value;
}
