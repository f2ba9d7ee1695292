import { demoPassword } from '@switchyard/application';

const cookiesOf = (response: Response): string[] =>
  response.headers.getSetCookie().flatMap((line) => line.split(';', 1).filter((pair) => !pair.endsWith('=')));

/** Signs in as the browser does; returns the Cookie header of the session. Throws when no session was opened. */
export const signIn = async (webUrl: string, email: string): Promise<string> => {
  const csrf = await fetch(`${webUrl}/api/auth/csrf`);
  const reply: unknown = await csrf.json();
  const csrfToken = typeof reply === 'object' && reply !== null && 'csrfToken' in reply ? String(reply.csrfToken) : '';
  const before = cookiesOf(csrf).join('; ');
  const response = await fetch(`${webUrl}/api/auth/callback/password`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: before, origin: webUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password: demoPassword, json: 'true' }).toString(),
  });
  const cookies = cookiesOf(response);
  if (!cookies.some((cookie) => cookie.includes('session')))
    throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`);
  return [before, ...cookies].join('; ');
};
