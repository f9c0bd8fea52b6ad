import * as v from 'valibot';
import { codeRecordSchema } from './code-record.ts';

/** Reads a stored {@link Guest}. Loose objects keep the fields of a newer release. */
export const guestSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  createdAt: v.number(),
  codes: v.array(codeRecordSchema),
});

/** A person who may open doors: plain JSON, stored sealed. `createdAt` in ms since the epoch; `codes` has one record per door. */
export type Guest = Readonly<v.InferOutput<typeof guestSchema>>;
