/**
 * True if a page's Content-Security-Policy allows a form to be sent to an address. Chrome also applies `form-action` to
 * every redirect after the form, so a policy without the redirect URI's origin stops the way back to Google. Source: CSP level 3.
 */
export function formMayGoTo(policy: string | undefined, page: URL, target: URL): boolean {
  const directive = (policy ?? '')
    .split(';')
    .map((part) => part.trim().split(/\s+/))
    .find(([name]) => name?.toLowerCase() === 'form-action');
  if (directive === undefined) return true;
  return directive.slice(1).some((source) => matches(source, page, target));
}

function matches(source: string, page: URL, target: URL): boolean {
  if (source === '*') return true;
  if (source === "'self'") return target.origin === page.origin;
  if (source.startsWith("'")) return false;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return target.protocol === source.toLowerCase();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(source) ? source : `${page.protocol}//${source}`;
  if (!URL.canParse(address)) return false;
  const { origin, pathname } = new URL(address);
  if (origin !== target.origin) return false;
  return (
    pathname === '/' ||
    target.pathname === pathname ||
    (pathname.endsWith('/') && target.pathname.startsWith(pathname))
  );
}
