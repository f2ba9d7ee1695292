/** Written out by hand: this is on every page, and the schema library would be a sixth of what a first visit loads. */
const isSignedOut = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null || !('data' in error)) return false;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'domainCode' in data && data.domainCode === 'unauthenticated';
};

/** A session that ended elsewhere shows itself in the next answer: go to the door, and come back here afterwards. */
export const leaveWhenSignedOut = (error: unknown): void => {
  if (!isSignedOut(error) || window.location.pathname === '/sign-in') return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
};
