/** The name of the form that ends a lockout, which several pages have. */
export const LOCKOUT_FORM = 'lockout';
