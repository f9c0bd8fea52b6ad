import * as v from 'valibot';

/** What is wrong with a value's shape, one sentence each: the path, then the reason. Empty when it fits. */
export function shapeViolations(schema: v.GenericSchema, value: unknown, where = ''): string[] {
  const result = v.safeParse(schema, value);
  if (result.success) return [];
  return result.issues.map((issue) => {
    const path = [where, v.getDotPath(issue) ?? ''].filter(Boolean).join('.');
    return `${path || 'the answer'}: ${issue.message}`;
  });
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
