import * as v from 'valibot';
import type { CallOptions, CloudLockDetail } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import {
  optionalBattery,
  optionalId,
  optionalName,
  optionalOnOff,
  optionalWholeNumber,
} from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';
import { SifelyError } from '../http/sifely-error.ts';
import { lockQuery } from './lock-id.ts';

/** The few fields that are read; the reply is full of secrets. */
const detailSchema = v.pipe(
  v.object({
    lockId: optionalId,
    electricQuantity: optionalBattery,
    /** Seconds; off if 0 or less. */
    autoLockTime: optionalWholeNumber,
    passageMode: optionalOnOff,
    modelNum: optionalName,
    hardwareRevision: optionalName,
    firmwareRevision: optionalName,
    /** Ms ahead of UTC (TTLock platform). */
    timezoneRawOffset: optionalWholeNumber,
  }),
  v.check((detail) => Object.values(detail).some((value) => value !== undefined), 'no field of a lock'),
);

const ENDPOINT = '/v3/lock/detail';
const HOUR_MS = 3_600_000;

/**
 * Reads facts of one lock: `GET /v3/lock/detail`, `lockId`; one object (Sifely docs, api-194455499). A cloud read. Some deployments
 * answer GET with 405 or nothing and want POST. Unknown lock: -1003.
 */
export async function lockDetail(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<CloudLockDetail> {
  const query = lockQuery(lockId, ENDPOINT);
  const ask = (method: 'GET' | 'POST') =>
    context.calls.call(
      {
        endpoint: ENDPOINT,
        method,
        query,
        timeoutMs: context.timeouts.readMs,
        idempotent: true,
        changes: false,
        read: readPayload(detailSchema),
      },
      options,
    );
  const usual = context.server.detailByPost ? 'POST' : 'GET';
  try {
    return toDetail(await ask(usual));
  } catch (error) {
    if (!(error instanceof SifelyError) || (error.kind !== 'method' && error.kind !== 'empty')) throw error;
    const detail = toDetail(await ask(usual === 'GET' ? 'POST' : 'GET'));
    context.server.detailByPost = usual === 'GET';
    return detail;
  }
}

function toDetail(detail: v.InferOutput<typeof detailSchema>): CloudLockDetail {
  const { autoLockTime } = detail;
  return defined({
    model: detail.modelNum,
    hardwareVersion: detail.hardwareRevision,
    firmwareVersion: detail.firmwareRevision,
    battery: detail.electricQuantity,
    autoLockSeconds: autoLockTime !== undefined && autoLockTime > 0 ? autoLockTime : undefined,
    passageMode: detail.passageMode,
    utcOffsetMs: isZone(detail.timezoneRawOffset) ? detail.timezoneRawOffset : undefined,
  });
}

/** Zones are 12 hours behind to 14 hours ahead of UTC. */
function isZone(offsetMs: number | undefined): boolean {
  return offsetMs !== undefined && offsetMs >= -12 * HOUR_MS && offsetMs <= 14 * HOUR_MS;
}
