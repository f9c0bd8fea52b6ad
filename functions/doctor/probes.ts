import { proofQuestion } from '../accounts/installation/proof.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import { failureCause } from '../logs/failure-cause.ts';
import type { Random } from '../random.ts';

const TIMEOUT_MS = 10_000;

/** An answer, or why there was none. */
export type Probe =
  | (HttpResponse & {
      /** Time of its arrival, ms since the epoch. */
      readonly at: number;
    })
  | { readonly cause: string };

/** Requests that several checks look at; each is made once. */
export interface Probes {
  /** The question that `health` asks. */
  readonly question: string;
  /** `GET PUBLIC_URL/health`, with the question. */
  health(): Promise<Probe>;
  /** `GET PUBLIC_URL/ready`. */
  ready(): Promise<Probe>;
  /** `POST PUBLIC_URL/smarthome` without a token, as nobody but a prober sends it. */
  intent(): Promise<Probe>;
  /** Anything from the host of the HomeGraph API. */
  google(): Promise<Probe>;
  /** A list of locks without credentials, which Sifely refuses in its own form. */
  sifely(): Promise<Probe>;
}

/** Creates {@link Probes}. */
export function createProbes(deps: {
  readonly config: Pick<Config, 'publicUrl' | 'sifely' | 'google'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpClient;
}): Probes {
  const { config, clock, send } = deps;
  const question = proofQuestion(deps.sealer, deps.random.bytes(16).toString('base64url'), clock.now());
  const once = (request: Omit<HttpRequest, 'headers'>) => {
    let answer: Promise<Probe> | undefined;
    const ask = async (): Promise<Probe> => {
      try {
        const headers = { accept: 'application/json' };
        const response = await send({ ...request, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
        return { ...response, at: clock.now() };
      } catch (error) {
        return { cause: failureCause(error) ?? 'none' };
      }
    };
    return () => {
      answer ??= ask();
      return answer;
    };
  };
  const { publicUrl } = config;
  return {
    question,
    health: once({ method: 'GET', url: `${publicUrl}/health?doctor=${question}` }),
    ready: once({ method: 'GET', url: `${publicUrl}/ready` }),
    intent: once({ method: 'POST', url: `${publicUrl}/smarthome`, body: '{}' }),
    google: once({ method: 'GET', url: `${config.google.homegraphUrl}/` }),
    sifely: once({ method: 'POST', url: `${config.sifely.baseUrl}/v3/key/list?pageNo=1&pageSize=1` }),
  };
}
