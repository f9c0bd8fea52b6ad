import * as v from 'valibot';

/** Lists the faults of a value's shape, one sentence each: the path, then the reason. */
export function shapeViolations(schema: v.GenericSchema, value: unknown, where = ''): string[] {
  const result = v.safeParse(schema, value);
  if (result.success) return [];
  return result.issues.map((issue) => {
    const path = [where, v.getDotPath(issue) ?? ''].filter(Boolean).join('.');
    return `${path || 'the answer'}: ${issue.message}`;
  });
}

/** True if a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
