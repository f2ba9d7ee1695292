import { exportAuditLog, exportAuditLogInput } from '@switchyard/application';
import { findActor } from '../../../../server/find-actor.ts';
import { getApp } from '../../../../server/get-app.ts';
import { isSameOrigin } from '../../../../server/is-same-origin.ts';
import { streamText } from '../../../../server/stream-text.ts';

const contentTypes = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

/** The trail as a file. A POST, because every export is itself recorded. */
export const POST = async (request: Request): Promise<Response> => {
  const app = getApp();
  if (!isSameOrigin(request.headers, app.settings.webUrl)) return new Response('Refused.', { status: 403 });
  const actor = await findActor(app);
  if (!actor) return new Response('Please sign in.', { status: 401 });
  const { format, ...filter } = Object.fromEntries(await request.formData());
  const input = exportAuditLogInput.safeParse({ format, filter });
  if (!input.success) return new Response('This export cannot be made: its filter is malformed.', { status: 400 });
  const file = `audit-${app.now().toISOString().slice(0, 10)}.${input.data.format}`;
  return streamText(app, exportAuditLog(app, actor, input.data), {
    'content-type': contentTypes[input.data.format],
    'content-disposition': `attachment; filename="${file}"`,
  });
};
