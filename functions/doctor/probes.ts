import { proofQuestion } from '../accounts/installation/proof.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import { failureCause } from '../logs/failure-cause.ts';
import type { Random } from '../random.ts';

/** The time that an answer gets if nothing else is said, in ms. */
export const PROBE_MS = 10_000;

/** An answer, or why there was none. */
export type Probe =
  | (HttpResponse & {
      /** Time of its arrival, ms since the epoch. */
      readonly at: number;
    })
  | { readonly cause: string };

/** Requests to a public address. Several checks look at them; each is made once. */
export interface AddressProbes {
  /** The question that `health` asks; empty where no keys are known. */
  readonly question: string;
  /** `GET /health`, with the question. */
  health(): Promise<Probe>;
  /** `GET /ready`. */
  ready(): Promise<Probe>;
  /** `POST /smarthome` without a token, which changes nothing. */
  intent(): Promise<Probe>;
}

/** Requests to the server itself and to the clouds; each is made once. */
export interface OutsideProbes extends AddressProbes {
  /** `GET /health` of the server, without what is in front of it. */
  server(): Promise<Probe>;
  /** Anything from the host of the HomeGraph API. */
  google(): Promise<Probe>;
  /** A list of locks without credentials, which Sifely refuses in its own form. */
  sifely(): Promise<Probe>;
}

interface ProbeDeps {
  readonly clock: Clock;
  readonly send: HttpClient;
  /** The time that each answer gets, in ms; default {@link PROBE_MS}. */
  readonly probeMs?: number | undefined;
}

/** Creates {@link AddressProbes}. */
export function createAddressProbes(
  deps: ProbeDeps & {
    readonly publicUrl: string;
    readonly sealer?: Sealer | undefined;
    readonly random: Random;
  },
): AddressProbes {
  const { publicUrl, sealer, random, clock } = deps;
  const nonce = random.bytes(16).toString('base64url');
  const question = sealer === undefined ? '' : proofQuestion(sealer, nonce, clock.now());
  return {
    question,
    health: once(deps, { method: 'GET', url: `${publicUrl}/health${question && `?doctor=${question}`}` }),
    ready: once(deps, { method: 'GET', url: `${publicUrl}/ready` }),
    intent: once(deps, { method: 'POST', url: `${publicUrl}/smarthome`, body: '{}' }),
  };
}

/** Creates {@link OutsideProbes}. `listensAt` is the host and port of the server. */
export function createOutsideProbes(
  deps: Parameters<typeof createAddressProbes>[0] & {
    readonly config: Pick<Config, 'sifely' | 'google'>;
    readonly listensAt: string;
  },
): OutsideProbes {
  const { sifely, google } = deps.config;
  const address = createAddressProbes(deps);
  return {
    ...address,
    server: once(deps, { method: 'GET', url: `http://${deps.listensAt}/health?doctor=${address.question}` }),
    google: once(deps, { method: 'GET', url: `${google.homegraphUrl}/` }),
    sifely: once(deps, { method: 'POST', url: `${sifely.baseUrl}/v3/key/list?pageNo=1&pageSize=1` }),
  };
}

/** Returns a function that makes a request at its first call, and gives its answer to every one. */
function once(
  { clock, send, probeMs = PROBE_MS }: ProbeDeps,
  request: Omit<HttpRequest, 'headers'>,
): () => Promise<Probe> {
  let answer: Promise<Probe> | undefined;
  const ask = async (): Promise<Probe> => {
    try {
      const headers = { accept: 'application/json' };
      const response = await send({ ...request, headers, signal: AbortSignal.timeout(probeMs) });
      return { ...response, at: clock.now() };
    } catch (error) {
      return { cause: failureCause(error) ?? 'none' };
    }
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}
