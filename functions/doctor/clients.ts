import { lookup } from 'node:dns/promises';
import type { Clock } from '../clock.ts';
import { createHttpClient } from '../http/http-client.ts';
import { peerCertificate } from '../http/peer-certificate.ts';
import type { DiagnoseDeps } from './diagnose.ts';

/** Answers are a few hundred bytes; another program may send a page. */
const MAX_BODY_BYTES = 1_000_000;

/** The clients by which the checks call others. */
export type DoctorClients = Pick<DiagnoseDeps, 'send' | 'lookUp' | 'certificate'> & {
  /** Ends the connections. */
  close(): void;
};

/** Creates the real clients of the checks. Calls nothing yet. */
export function createDoctorClients(clock: Clock): DoctorClients {
  return {
    ...createHttpClient({ clock, idleMs: 1000, maxBodyBytes: MAX_BODY_BYTES }),
    certificate: peerCertificate,
    lookUp: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  };
}
