import type { HttpClient, HttpRequest } from './http-client.ts';

/** Statuses whose responses have no body. */
const NULL_BODY = new Set([204, 205, 304]);

/** Creates a `fetch` for libraries, on the client that all our own calls use. Follows no redirect. */
export function createFetch(send: HttpClient): typeof fetch {
  return async (input, init) => {
    const signal = init?.signal ?? undefined;
    const request = new Request(input, { ...init, signal: null });
    const hasBody = request.body !== null;
    const { status, headers, body } = await send({
      method: request.method as HttpRequest['method'],
      url: request.url,
      headers: Object.fromEntries(request.headers),
      ...(hasBody && { body: await request.text() }),
      ...(signal !== undefined && { signal }),
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      // The body is inflated.
      if (/^content-(encoding|length)$|^transfer-encoding$/.test(name)) continue;
      for (const one of [value ?? []].flat()) answered.append(name, one);
    }
    return new Response(NULL_BODY.has(status) ? null : body, { status, headers: answered });
  };
}
