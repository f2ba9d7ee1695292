import { type NextRequest, NextResponse } from 'next/server';
import { isDevelopment } from './server/build-mode.env.ts';
import { contentSecurityPolicy } from './server/content-security-policy.ts';
import { pathHeader } from './server/path-header.ts';

/**
 * Gives every page its content security policy, whose nonce Next puts on the scripts it writes, and its own address, so that
 * signing in leads back to it. Never the place for access rules.
 */
export const proxy = (request: NextRequest): NextResponse => {
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()), isDevelopment);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
};

export const config = { matcher: '/((?!api/|_next/static|_next/image|favicon.ico).*)' };
