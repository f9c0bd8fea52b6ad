import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Intent } from '../envelope.ts';
import type { AnswerChecker, Exchange } from './answer-checker.ts';
import { corrections, LATER_ERROR_CODES } from './google-schema-corrections.ts';
import { isObject } from './shape.ts';
import type { SyncDevice } from './sync-answer.ts';

/**
 * Checks intents and answers against Google's own schema files (the repository google-home/smart-home-schema), read from a folder at run
 * time and corrected where they are known to reject what Google itself sends or documents.
 */
export class GoogleSchemas implements AnswerChecker {
  /** The number of checked responses, by intent: a run that checked nothing proves nothing. */
  readonly checked: Record<Intent, number> = { SYNC: 0, QUERY: 0, EXECUTE: 0, DISCONNECT: 0 };
  readonly #folder: string;
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction | undefined>();
  readonly #errorCodes: ReadonlySet<unknown>;

  /** Throws if the folder has no schemas. */
  constructor(folder: string | undefined) {
    if (folder === undefined || folder === '') {
      throw new Error(
        'GOOGLE_SCHEMAS is not set. It names a folder with the files of github.com/google-home/smart-home-schema ' +
          '(intents/, platform/, traits/), for example: GOOGLE_SCHEMAS=../smart-home-schema npm run test:schemas',
      );
    }
    this.#folder = folder;
    const platform = this.#read('platform/errors.schema.json');
    const ofLocks = this.#read('traits/lockunlock/lockunlock.errors.schema.json');
    this.#errorCodes = new Set([...codesOf(platform), ...codesOf(ofLocks), ...LATER_ERROR_CODES]);
  }

  check({ intent, request, answer, devices, commands = [] }: Exchange): readonly string[] {
    this.checked[intent]++;
    const name = intent.toLowerCase();
    return [
      ...this.#validate(`intents/${name}/${name}.request.schema.json`, request, 'request'),
      ...this.#validate(`intents/${name}/${name}.response.schema.json`, answer, 'response'),
      ...commands.flatMap(({ execution }) => execution.flatMap((each) => this.#params(each))),
      ...this.#inside(intent, answer, devices),
    ];
  }

  checkReport(report: unknown, devices: ReadonlyMap<string, SyncDevice>): readonly string[] {
    const reported = object(object(object(report)['payload'])['devices']);
    const states = Object.entries(object(reported['states'])).flatMap(([id, each]) =>
      this.#states(object(each), devices.get(id)?.traits ?? [], false, `states.${id}`),
    );
    const notifications = Object.entries(object(reported['notifications'])).flatMap(([id, each]) =>
      this.#validate('traits/lockunlock/lockunlock.followup.schema.json', each, `notifications.${id}`),
    );
    return [...states, ...notifications];
  }

  #inside(intent: Intent, answer: unknown, devices: ReadonlyMap<string, SyncDevice>): string[] {
    const payload = object(object(answer)['payload']);
    if (intent === 'SYNC') return [...devices.values()].flatMap((device) => this.#device(device));
    if (intent === 'QUERY') {
      return Object.entries(object(payload['devices'])).flatMap(([id, each]) => {
        const entry = object(each);
        const traits = devices.get(id)?.traits ?? [];
        const isComplete = entry['status'] === 'SUCCESS';
        return [...this.#states(entry, traits, isComplete, id), ...this.#errorCode(entry['errorCode'], id)];
      });
    }
    const results = Array.isArray(payload['commands']) ? payload['commands'].map(object) : [];
    return results.flatMap((result, index) => {
      const ids = Array.isArray(result['ids']) ? result['ids'].map(String) : [];
      const where = `commands.${index}`;
      return [
        ...this.#errorCode(result['errorCode'], where),
        ...ids.flatMap((id) =>
          this.#states(object(result['states']), devices.get(id)?.traits ?? [], false, `${where}.states`),
        ),
      ];
    });
  }

  #device({ id, type, traits, attributes = {} }: SyncDevice): string[] {
    return [
      ...this.#validate('platform/types.schema.json', type, `${id}.type`),
      ...traits.flatMap((trait) => [
        ...this.#validate('platform/traits.schema.json', trait, `${id}.traits`),
        ...this.#validate(traitFile(trait, 'attributes'), attributes, `${id}.attributes`),
      ]),
    ];
  }

  /** States are flat, so each trait's schema sees all of them; a trait without any state is not checked. */
  #states(
    states: Record<string, unknown>,
    traits: readonly string[],
    isComplete: boolean,
    where: string,
  ): string[] {
    return traits.flatMap((trait) => {
      const file = traitFile(trait, 'states');
      if (!existsSync(join(this.#folder, file)))
        return [`${where}: there is no schema for the states of ${trait}`];
      const own = Object.keys(object(this.#read(file)['properties']));
      const isTold = own.some((state) => Object.hasOwn(states, state));
      return isTold || isComplete ? this.#validate(file, states, where) : [];
    });
  }

  #params({
    command,
    params = {},
  }: {
    command: string;
    params?: Readonly<Record<string, unknown>>;
  }): string[] {
    if (command !== 'action.devices.commands.LockUnlock' || typeof params['lock'] !== 'boolean') return [];
    return this.#validate('traits/lockunlock/lockunlock.params.schema.json', params, 'params');
  }

  #errorCode(code: unknown, where: string): string[] {
    return code === undefined || this.#errorCodes.has(code)
      ? []
      : [`${where}.errorCode: ${code} is not Google's`];
  }

  /** A missing file checks nothing: LockUnlock, for example, has no attributes. */
  #validate(file: string, value: unknown, where: string): string[] {
    const validate = this.#validator(file);
    if (validate === undefined || validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${file}: ${where}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #validator(file: string): ValidateFunction | undefined {
    if (!this.#validators.has(file)) {
      const isOptional = file.startsWith('traits/') && !existsSync(join(this.#folder, file));
      this.#validators.set(file, isOptional ? undefined : this.#ajv.compile(this.#read(file)));
    }
    return this.#validators.get(file);
  }

  #read(file: string): Record<string, unknown> {
    const path = join(this.#folder, file);
    if (!existsSync(path)) throw new Error(`GOOGLE_SCHEMAS: there is no ${path}`);
    const schema: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
    corrections[file]?.(schema);
    return schema;
  }
}

function traitFile(trait: string, kind: 'states' | 'attributes'): string {
  const name = trait.replace('action.devices.traits.', '').toLowerCase();
  return `traits/${name}/${name}.${kind}.schema.json`;
}

function codesOf(schema: Record<string, unknown>): unknown[] {
  return Array.isArray(schema['enum']) ? schema['enum'] : [];
}

function object(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
