/** Longer ones are none of ours. */
const MAX_TOKEN_LENGTH = 512;

/** The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1), or nothing. */
export function bearerToken(header: string | undefined): string | undefined {
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header ?? '')?.[1];
  return token !== undefined && token.length <= MAX_TOKEN_LENGTH ? token : undefined;
}
