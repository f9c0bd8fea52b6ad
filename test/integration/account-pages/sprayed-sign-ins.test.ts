import { createServer } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Config } from '../../../functions/config/config.ts';
import { type Instance, World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';

/** The limit of wrong sign-ins per address within 15 minutes. */
const LIMIT = 40;

let world: World;
afterEach(() => world.close());

/** Signs in as often as the limit allows and once more, each time with another name; returns the count of each status. */
async function spray(origin: string, forwardedFor: (attempt: number) => string, attempts = LIMIT + 1) {
  const browser = new RawBrowser(origin);
  const { page } = await browser.get('/account');
  const statuses: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const fields = browser.fields(page, { username: `p${attempt}@example.com`, password: 'guess' });
    const headers = { 'x-forwarded-for': forwardedFor(attempt) };
    statuses.push((await browser.post('/account/sign-in', fields, headers)).status);
  }
  return { refused: statuses.filter((status) => status === 429).length, last: statuses.at(-1) };
}

const SAME_CALLER: [string, (attempt: number) => string][] = [
  ['an address', () => '198.51.100.7'],
  ['with a port', (n) => `198.51.100.7:${4000 + n}`],
  ['in quotes', (n) => `"198.51.100.7:${4000 + n}"`],
  ['with forged addresses before it', (n) => `203.0.113.${n}, 198.51.100.7:${4000 + n}`],
  ['IPv4 within IPv6', (n) => (n % 2 ? '::ffff:198.51.100.7' : '[::FFFF:c633:6407]:443')],
  ['IPv4 behind NAT64', (n) => (n % 2 ? '64:ff9b::198.51.100.7' : `[64:ff9b::c633:6407]:${n}`)],
  ['IPv6 in brackets with a port', (n) => `[2001:db8::7]:${4000 + n}`],
  ['IPv6 in quotes', (n) => `"[2001:DB8:0::7]:${n}"`],
  ['IPv6 of one /64', (n) => `2001:db8:0:0:${n}::${n}`],
  ['IPv6 with a zone', (n) => `fe80::1%eth${n}`],
  [
    'no address',
    (n) => ['unknown', '_hidden', `caller-${n}`, `999.1.1.${n}`, `[::g${n}]`, '""', `${n}`][n % 7] ?? '',
  ],
];

describe('sign-ins from one caller are counted as one', () => {
  test.each(SAME_CALLER)('as a proxy may write it: %s', async (_, forwardedFor) => {
    world = await World.start();
    expect(await spray(world.url, forwardedFor)).toEqual({ refused: 1, last: 429 });
  });

  test('while callers of other addresses and networks are counted apart', async () => {
    world = await World.start();
    const others = (n: number) => (n % 2 ? `198.51.100.${n}:443` : `[2001:db8:0:${n}::1]:443`);
    expect(await spray(world.url, others)).toMatchObject({ refused: 0 });
  });
});

describe('callers whose own address does not arrive', () => {
  // Two proxies are expected, but the header has the address of one of them alone: everybody comes from it.
  test('are not all locked out by forty guesses', async () => {
    world = await World.start({ config: { trustedProxies: 2, proxyNetworks: 'any' } });
    expect(await spray(world.url, () => '203.0.113.1')).toMatchObject({ refused: 0 });
    const everybody = await spray(world.url, () => '198.51.100.7, 203.0.113.1');
    expect(everybody).toEqual({ refused: 1, last: 429 });
  });
});

const address = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find((each) => !each.internal && isIPv4(each.address))?.address;

/** A machine without a network cannot be reached from elsewhere. */
const onANetwork = address === undefined ? describe.skip : describe;

onANetwork('a server that callers reach directly', () => {
  async function sprayDirectly(config: Partial<Config>) {
    world = await World.start({ config });
    const [instance] = world.instances as [Instance];
    const server = createServer(instance.app.express);
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const origin = `http://${address}:${(server.address() as AddressInfo).port}`;
    const counted = await spray(origin, (n) => `203.0.113.${n}`, LIMIT + 1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return counted;
  }
  const warning = 'ignored X-Forwarded-For, which no trusted proxy sent';

  test('counts them by their own address, whatever they claim, and warns once', async () => {
    expect(await sprayDirectly({ trustedProxies: 1 })).toEqual({ refused: 1, last: 429 });
    expect(world.logLines.filter((line) => line.includes(warning))).toHaveLength(1);
  });

  test('believes a proxy on another machine that is named', async () => {
    const named = await sprayDirectly({ proxyNetworks: [`${address}/32`] });
    expect(named).toMatchObject({ refused: 0 });
    expect(world.logLines.join('')).not.toContain(warning);
  });
});
