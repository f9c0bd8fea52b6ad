/** AES-256-GCM ciphertext with the id of the key that made it. All strings base64url. */
export interface Sealed {
  readonly keyId: string;
  readonly iv: string;
  /** Ciphertext followed by the 16-byte tag. */
  readonly box: string;
}
