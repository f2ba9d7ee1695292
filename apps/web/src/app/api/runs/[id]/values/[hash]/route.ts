import { downloadValue, downloadValueInput } from '@switchyard/application';
import { errorCodes, isDomainError } from '@switchyard/domain';
import { findActor } from '../../../../../../server/find-actor.ts';
import { getApp } from '../../../../../../server/get-app.ts';
import { isSameOrigin } from '../../../../../../server/is-same-origin.ts';

/** A large value of a run as a file. A POST, because every download is itself recorded. */
export const POST = async (
  request: Request,
  { params }: { params: Promise<{ id: string; hash: string }> },
): Promise<Response> => {
  const app = getApp();
  if (!isSameOrigin(request.headers, app.settings.webUrl)) return new Response('Refused.', { status: 403 });
  const actor = await findActor(app);
  if (!actor) return new Response('Please sign in.', { status: 401 });
  const { id, hash } = await params;
  const input = downloadValueInput.safeParse({ runId: id, hash });
  if (!input.success) return new Response('There is nothing at this address.', { status: 404 });
  try {
    const { content } = await downloadValue(app, actor, input.data);
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="value-${hash.slice(0, 12)}.json"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (cause) {
    if (isDomainError(cause)) return new Response(cause.message, { status: errorCodes[cause.code].http });
    app.log.error({ err: cause, runId: id }, 'a value could not be downloaded');
    return new Response('Something went wrong inside Switchyard.', { status: 500 });
  }
};
