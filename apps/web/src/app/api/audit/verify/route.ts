import { type VerifyAuditLogOutput, type VerifyProgress, verifyAuditLog } from '@switchyard/application';
import { isDomainError, type UserActor } from '@switchyard/domain';
import { findActor } from '../../../../server/find-actor.ts';
import { getApp } from '../../../../server/get-app.ts';
import { isSameOrigin } from '../../../../server/is-same-origin.ts';
import { streamText } from '../../../../server/stream-text.ts';

/** Progress is asked for this often; a long log reports it in batches anyway. */
const progressEveryMs = 200;

type App = ReturnType<typeof getApp>;

const line = (value: object): string => `${JSON.stringify(value)}\n`;

/** One JSON line per progress, then one with the report or with why there is none. */
async function* verification(app: App, actor: UserActor): AsyncGenerator<string, void, undefined> {
  let latest: VerifyProgress | null = null;
  let report: VerifyAuditLogOutput | null = null;
  let failure: unknown = null;
  const work = verifyAuditLog(app, actor, (progress) => {
    latest = progress;
  }).then(
    (value) => {
      report = value;
    },
    (cause: unknown) => {
      failure = cause;
    },
  );
  const isDone = () => report !== null || failure !== null;
  let hasBegun = false;
  while (!isDone()) {
    await Promise.race([work, new Promise((resolve) => setTimeout(resolve, progressEveryMs))]);
    if (latest === null || isDone()) continue;
    hasBegun = true;
    yield line({ progress: latest });
  }
  if (report !== null) return yield line({ report });
  // Before the first line a refusal can still be a status; after it, only a line.
  if (hasBegun && isDomainError(failure)) return yield line({ error: failure.message });
  throw failure;
}

/** Verifies the whole log and shows its work as it goes. A POST, because every verification is itself recorded. */
export const POST = async (request: Request): Promise<Response> => {
  const app = getApp();
  if (!isSameOrigin(request.headers, app.settings.webUrl)) return new Response('Refused.', { status: 403 });
  const actor = await findActor(app);
  if (!actor) return new Response('Please sign in.', { status: 401 });
  return streamText(app, verification(app, actor), { 'content-type': 'application/x-ndjson; charset=utf-8' });
};
