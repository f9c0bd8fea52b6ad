import type { SettingValues } from './env-text.ts';

/** The ways in which requests from the internet reach a server of one's own. */
export const WAYS = {
  caddy: 'Caddy in front, which gets the certificate by itself (ports 80 and 443 are open to this machine)',
  nginx: 'nginx in front, with a certificate of Let’s Encrypt (ports 80 and 443 are open to this machine)',
  cloudflare: 'Cloudflare Tunnel (no open port; needs a domain at Cloudflare)',
  tailscale: 'Tailscale Funnel (no open port, no domain of your own)',
  plain: 'something else that ends HTTPS: another proxy, a NAS, a load balancer',
} as const;

/** `container`: Caddy in the container beside it, which `compose.yaml` starts. */
export type Way = keyof typeof WAYS | 'container';

/** The networks of Docker, from which a proxy in another container connects. */
export const CONTAINER_NETWORKS = '172.16.0.0/12';

/** Where the server is to listen, and who passes requests on to it. */
export interface Reach {
  readonly way: Way;
  readonly publicUrl: string;
  readonly port: string;
  /** Addresses or networks of the proxy; `undefined` if it runs on this machine. */
  readonly proxyAddress: string | undefined;
}

/** Returns the settings that fit the way: every one of them writes `X-Forwarded-For` once. */
export function reachSettings(proxyAddress: string | undefined): SettingValues {
  return proxyAddress === undefined
    ? { HOST: '127.0.0.1', TRUSTED_PROXIES: '1' }
    : { HOST: '0.0.0.0', TRUSTED_PROXIES: proxyAddress };
}

/** Tells what the address has to be, for the question. */
export function addressHelp(way: string): string[] {
  switch (way) {
    case 'cloudflare':
      return [
        'The address that the tunnel gets: a name under your domain at Cloudflare, such as https://locks.example.com.',
      ];
    case 'tailscale':
      return [
        'The address of this machine in your tailnet: `tailscale funnel status` shows it, such as https://box.tail1234.ts.net.',
      ];
    default:
      return [
        'The address that Google and people use. Its name must lead to this machine (a DNS record), over HTTPS, such as',
        'https://locks.example.com.',
      ];
  }
}

/** Returns what to configure outside, ready to copy. */
export function reachGuide({ way, publicUrl, port, proxyAddress }: Reach): string[] {
  const { hostname } = new URL(publicUrl);
  const upstream = `${proxyAddress === undefined ? '127.0.0.1' : 'ADDRESS_OF_THE_SERVER'}:${port}`;
  switch (way) {
    case 'caddy':
      return [
        'Add to /etc/caddy/Caddyfile:',
        '',
        ...indented([`${hostname} {`, `  reverse_proxy ${upstream}`, '}']),
        '',
        'Then:',
        '',
        ...indented(['sudo systemctl reload caddy']),
      ];
    case 'nginx':
      return [
        'Get a certificate:',
        '',
        ...indented([`sudo certbot certonly --nginx -d ${hostname}`]),
        '',
        `Write to /etc/nginx/conf.d/${hostname}.conf:`,
        '',
        ...indented(nginxServer(hostname, upstream)),
        '',
        'Then:',
        '',
        ...indented(['sudo nginx -t && sudo systemctl reload nginx']),
      ];
    case 'cloudflare':
      return [
        'Create the tunnel once:',
        '',
        ...indented([
          'cloudflared tunnel login',
          'cloudflared tunnel create sifely-google-home',
          `cloudflared tunnel route dns sifely-google-home ${hostname}`,
        ]),
        '',
        'Write to /etc/cloudflared/config.yml (TUNNEL_ID is what `create` printed):',
        '',
        ...indented([
          'tunnel: TUNNEL_ID',
          'credentials-file: /etc/cloudflared/TUNNEL_ID.json',
          'ingress:',
          `  - hostname: ${hostname}`,
          `    service: http://${upstream}`,
          '  - service: http_status:404',
        ]),
        '',
        'The file TUNNEL_ID.json is in ~/.cloudflared: copy it to /etc/cloudflared. Then:',
        '',
        ...indented(['sudo cloudflared service install']),
        '',
        `Cloudflare must not challenge Google: under Security, switch Bot Fight Mode off, or add a rule that skips it for ${hostname}.`,
      ];
    case 'tailscale':
      return [
        'Open the port to the internet; Tailscale asks once to allow it:',
        '',
        ...indented([`sudo tailscale funnel --bg ${port}`]),
        '',
        `It prints the address. If that is not ${publicUrl}, run setup again with --public-url.`,
      ];
    case 'container':
      return [
        `Caddy in the container beside it gets the certificate by itself: ports 80 and 443 of ${hostname} must lead to this machine.`,
      ];
    case 'plain':
      return [
        `Pass everything at ${publicUrl} on to http://${upstream}, with the header X-Forwarded-For set to the caller's address.`,
        'With more than one proxy in a row, run setup again with --proxy-address and the addresses of all.',
      ];
  }
}

function nginxServer(hostname: string, upstream: string): string[] {
  return [
    'server {',
    '  listen 443 ssl;',
    '  listen [::]:443 ssl;',
    `  server_name ${hostname};`,
    `  ssl_certificate /etc/letsencrypt/live/${hostname}/fullchain.pem;`,
    `  ssl_certificate_key /etc/letsencrypt/live/${hostname}/privkey.pem;`,
    '  location / {',
    `    proxy_pass http://${upstream};`,
    '    proxy_http_version 1.1;',
    '    proxy_set_header Connection "";',
    '    proxy_set_header Host $host;',
    '    proxy_set_header X-Forwarded-For $remote_addr;',
    '    proxy_set_header X-Forwarded-Proto https;',
    '  }',
    '}',
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
