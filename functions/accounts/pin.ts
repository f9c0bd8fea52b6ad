/** A PIN as it is stored: scrypt over the peppered PIN. All strings base64url. */
export interface PinHash {
  readonly salt: string;
  readonly hash: string;
  /** scrypt cost: N = 2 ** cost. */
  readonly cost: number;
  /** Id of the encryption key from which the pepper was derived. */
  readonly pepperId: string;
}
