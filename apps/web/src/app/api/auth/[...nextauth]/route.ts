import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '../../../../server/auth/auth-options.ts';

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

const bodyBytesMax = 16_384;

const handler = (request: NextRequest, context: Context): Promise<Response> | Response => {
  // Forms of a few fields: a body of unknown or larger size is not one of ours.
  const length = Number(request.headers.get('content-length') ?? (request.body ? Number.NaN : 0));
  if (!(length <= bodyBytesMax)) return new Response('This request is too large.', { status: 413 });
  return NextAuth(request, context, authOptions());
};

export { handler as GET, handler as POST };
