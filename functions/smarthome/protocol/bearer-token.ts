/** Ours are shorter. */
const MAX_TOKEN_LENGTH = 512;

/** Returns the token of an `Authorization: Bearer …` header (RFC 6750, section 2.1); `undefined` if there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header ?? '')?.[1];
  return token !== undefined && token.length <= MAX_TOKEN_LENGTH ? token : undefined;
}
