/** The name of the form that signs out, for its token: another page leads to a new sign-in by it. */
export const SIGN_OUT = 'sign-out';
