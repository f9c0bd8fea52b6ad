import { checkProof } from '../../accounts/installation/proof.ts';
import { isLoopback } from '../../config/web-address.ts';
import { failureCause } from '../../logs/failure-cause.ts';
import { VERSION } from '../../version.ts';
import type { AddressDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';
import { type HealthAnswer, healthAnswer } from '../health-answer.ts';
import { countOf } from '../words.ts';

const DAY_MS = 86_400_000;
/** Certificates are renewed when a third to a half of their time is left: 30 of 90 days, 3 of 6. */
const LATE_RENEWAL = 1 / 5;
const LAST_RENEWAL = 1 / 15;

/** PUBLIC_URL, as far as this machine can tell: name, certificate, and if this very installation answers there. */
export const publicUrl: Check<AddressDeps> = {
  name: 'public-url',
  async run(deps) {
    const { hostname, protocol } = new URL(deps.publicUrl);
    if (isLoopback(hostname)) {
      const here = warning(
        `PUBLIC_URL is ${deps.publicUrl}: Google cannot reach this machine by it.`,
        'Set PUBLIC_URL to the HTTPS address that Google and people use.',
      );
      return [here, ...(await installationResults(deps))];
    }
    const named = await nameResults(deps, hostname);
    if (named.some(({ level }) => level === 'problem')) return named;
    const certified = protocol === 'https:' ? await certificateResults(deps) : [];
    return [...named, ...certified, ...(await installationResults(deps))];
  },
};

async function nameResults({ lookUp }: AddressDeps, host: string): Promise<Result[]> {
  let addresses: readonly string[];
  try {
    addresses = await lookUp(host.replace(/^\[|\]$/g, ''));
  } catch (error) {
    return [
      problem(
        `The name ${host} has no address (${failureCause(error) ?? 'none'}).`,
        'Add a DNS record for it, or correct PUBLIC_URL; a new record takes minutes.',
      ),
    ];
  }
  if (!addresses.some(isPrivate)) return [];
  return [
    warning(
      `On this machine the name ${host} leads to a private address (${addresses.join(', ')}). From outside it must lead to a public one.`,
      'If your network has a DNS server of its own, this is fine. Ask another network: nslookup NAME 1.1.1.1',
    ),
  ];
}

/** Addresses of networks at home, of machines themselves, and of providers without a public one (RFC 1918, 3927, 4193, 6598). */
export function isPrivate(address: string): boolean {
  if (/^(?:f[cd]|fe[89ab])[0-9a-f]*:|^::1$/i.test(address)) return true;
  const [a = 0, b = 0] = address
    .replace(/^::ffff:/i, '')
    .split('.')
    .map(Number);
  if (!address.includes('.')) return false;
  if ([10, 127].includes(a) || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
  return (a === 172 && b >= 16 && b < 32) || (a === 100 && b >= 64 && b < 128);
}

async function certificateResults({ publicUrl: url, certificate, clock }: AddressDeps): Promise<Result[]> {
  const { hostname, port } = new URL(url);
  let facts: Awaited<ReturnType<AddressDeps['certificate']>>;
  try {
    facts = await certificate(hostname, Number(port || 443));
  } catch {
    // The request that follows says why.
    return [];
  }
  const days = Math.floor((facts.validTo - clock.now()) / DAY_MS);
  if (facts.fault !== undefined) {
    return [
      problem(
        `The certificate of ${hostname} is not accepted (${facts.fault}).`,
        CERTIFICATE_TODO[facts.fault] ??
          'Google does not accept it either. Get one for this name, for example by Caddy, which renews it by itself.',
      ),
    ];
  }
  const left = (facts.validTo - clock.now()) / (facts.validTo - facts.validFrom);
  if (left >= LATE_RENEWAL) return [ok(`The certificate is valid for ${countOf(days, 'more day')}.`)];
  const found = `The certificate of ${hostname} ends in ${countOf(Math.max(0, days), 'day')}.`;
  const todo = 'See why the reverse proxy has not renewed it yet. After its end no door opens by voice.';
  return [left < LAST_RENEWAL ? problem(found, todo) : warning(found, todo)];
}

const CERTIFICATE_TODO: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Renew it, and see why the reverse proxy did not. Check the clock of this machine, too.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The server does not send its intermediate certificate: give it the full chain (fullchain.pem).',
  ERR_TLS_CERT_ALTNAME_INVALID: 'It is for another name: get one for the name in PUBLIC_URL.',
};

async function installationResults(deps: AddressDeps): Promise<Result[]> {
  const { publicUrl: url, probes } = deps;
  const answer = healthAnswer(await probes.health());
  if (!answer.isOurs) return [notOurs(answer, deps)];
  const { version } = answer.body;
  const results = [await proofResult(deps, answer.body)];
  if (version !== VERSION) {
    results.push(
      warning(
        `The server there runs version ${version}, and this is version ${VERSION}.`,
        'Restart it, or run doctor of its version.',
      ),
    );
  }
  const intent = await probes.intent();
  if ('cause' in intent || intent.status !== 401) {
    const got = 'cause' in intent ? intent.cause : `status ${intent.status}`;
    results.push(
      problem(
        `POST ${url}/smarthome is not answered as Google needs it (${got} in place of 401).`,
        'Something in front lets only some requests through. It must pass on every method and path, without a login or a check of browsers.',
      ),
    );
  }
  return results;
}

async function proofResult(
  { publicUrl: url, sealer, probes, installationId }: AddressDeps,
  body: HealthAnswer,
): Promise<Result> {
  if (sealer === undefined) return ok(`${url} leads to this product (version ${body.version}).`);
  const proof = body.doctor && checkProof(sealer, probes.question, await installationId(), body.doctor);
  switch (proof) {
    case 'same':
      return ok(`${url} leads to this installation.`);
    case 'database':
      return problem(
        `${url} leads to a server with the same keys, but another database.`,
        'Compare DATA_DIR and STORE of the two. Only one of them may be in use.',
      );
    default:
      return problem(
        `${url} leads to a server of this product that does not have these ENCRYPTION_KEYS: another installation, or one that was not restarted since they were changed.`,
        'Restart the server; if that changes nothing, see where the name and the proxy lead.',
      );
  }
}

function notOurs(
  answer: { readonly cause: string; readonly status?: number; readonly location?: string },
  { publicUrl: url, listensAt }: AddressDeps,
): Result {
  const { cause, status, location } = answer;
  const what = `GET ${url}/health`;
  if (status === undefined) {
    return problem(
      `${what} brings no answer (${cause}).`,
      'Start the server and what is in front of it, and open port 443 of the router and the firewall to it. Some routers do not let a machine behind them reach their own public address: then try from a phone without Wi-Fi. docs/troubleshooting.md explains the codes.',
    );
  }
  if (status === 502 || status === 503 || status === 504) {
    return problem(
      `${what} is answered ${status}: what is in front does not reach the server.`,
      `Is the server running, and does the proxy send to ${listensAt ?? 'its port'}?`,
    );
  }
  if (location !== undefined) {
    return problem(
      `${what} is redirected to ${location}.`,
      'Google follows no redirects: set PUBLIC_URL to the final address, or end the redirect.',
    );
  }
  return problem(
    `${what} is answered by another program (status ${status}).`,
    'See where the name and the proxy lead. A login or a check of browsers in front must let /smarthome, /oauth, /webhooks and /account pass.',
  );
}
