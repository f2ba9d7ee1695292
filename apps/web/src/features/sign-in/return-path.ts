/** Where to go after signing in: only ever a path of ours, whatever the address bar says. */
export const returnPath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/';
