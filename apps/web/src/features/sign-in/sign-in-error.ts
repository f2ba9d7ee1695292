const messages: Record<string, string> = {
  rate_limited: 'Too many attempts. Please wait 15 minutes, then try again.',
  unavailable: 'Signing in is not possible right now. Please try again in a moment.',
  AccessDenied: 'There is no account here for you, or your mail address is not verified at the provider.',
  OAuthCallback: 'The provider did not confirm who you are. Please try again.',
  OAuthSignin: 'The provider cannot be reached right now. Please try again in a moment.',
};

/** What to tell somebody for the error next-auth names. Never whether the account exists. */
export const signInMessage = (error: string): string =>
  messages[error] ?? 'The mail address or the password is not right.';
