import { AnswerRefusedError } from '../failures.ts';
import type { GoogleSide } from '../google-side.ts';
import { type AuthorizationRequest, newAuthorizationRequest } from './authorization-request.ts';

/** One Google user's visits to the authorization page, and their results. */
export class LinkVisits<Result> {
  readonly #side: GoogleSide;
  readonly #land: (visit: AuthorizationRequest, answered: URLSearchParams) => Promise<Result>;
  readonly #begun = new Map<string, AuthorizationRequest>();
  readonly #landed = new Map<string, Promise<Result>>();

  /** `land` handles a valid redirect; it is called once per visit. */
  constructor(
    side: GoogleSide,
    land: (visit: AuthorizationRequest, answered: URLSearchParams) => Promise<Result>,
  ) {
    this.#side = side;
    this.#land = land;
  }

  /** Starts a visit and returns its address. */
  begin(): string {
    const visit = newAuthorizationRequest(this.#side.random, this.#side);
    this.#begun.set(visit.state, visit);
    return visit.url;
  }

  /** True if a state belongs to one of the visits. */
  expects(state: string): boolean {
    return this.#begun.has(state) || this.#landed.has(state);
  }

  /** Ends a visit at its redirect; returns the same result if it has already ended. Throws `AnswerRefusedError`. */
  finish(redirectedTo: string): Promise<Result> {
    const url = new URL(redirectedTo);
    const state = url.searchParams.get('state') ?? '';
    const before = this.#landed.get(state);
    if (before !== undefined) return before;
    const visit = this.#begun.get(state);
    const violations = redirectViolations(url, this.#side.redirectUri);
    if (visit === undefined) {
      violations.push('state: is not the one that was sent, or was not sent by this user');
    }
    if (visit === undefined || violations.length > 0) {
      return Promise.reject(new AnswerRefusedError('The redirect', violations));
    }
    this.#begun.delete(state);
    const landing = this.#land(visit, url.searchParams);
    this.#landed.set(state, landing);
    return landing;
  }
}

function redirectViolations({ origin, pathname, searchParams }: URL, redirectUri: string): string[] {
  const violations: string[] = [];
  if (`${origin}${pathname}` !== redirectUri) {
    violations.push(`redirects to ${origin}${pathname}, not to ${redirectUri}`);
  }
  for (const key of new Set(searchParams.keys())) {
    if (searchParams.getAll(key).length > 1) violations.push(`${key}: is there twice`);
  }
  if (searchParams.has('code') === searchParams.has('error')) violations.push('needs either code or error');
  return violations;
}
