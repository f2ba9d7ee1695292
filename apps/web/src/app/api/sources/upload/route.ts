import { type App, registerSource, registerSourceInput, uploadSourceContent } from '@switchyard/application';
import { type Actor, DomainError, errorCodes, isDomainError } from '@switchyard/domain';
import { z } from 'zod';
import { findActor } from '../../../../server/find-actor.ts';
import { getApp } from '../../../../server/get-app.ts';
import { isSameOrigin } from '../../../../server/is-same-origin.ts';
import { limitBody } from '../../../../server/limit-body.ts';
import { readWebEnv } from '../../../../server/web.env.ts';

/** The file itself may have 20 MB; the rest is the form around it. */
const bodyBytesMax = 20_100_000;

const refuse = (status: number, message: string): Response => Response.json({ message }, { status });

/**
 * A file as multipart/form-data: with `slug`, the next version of that source; with `spec` (JSON), a new source and its
 * first version. Answers `{ slug, versionNumber, isNew }`, or `{ message }` saying what is wrong with the file.
 */
export const POST = async (request: Request): Promise<Response> => {
  const app = getApp();
  if (!isSameOrigin(request.headers, new URL(readWebEnv().SWITCHYARD_WEB_URL).origin)) {
    return refuse(403, 'Files are accepted from the pages of Switchyard only.');
  }
  const actor = await findActor(app);
  if (!actor) return refuse(401, 'Please sign in.');
  try {
    const limited = await limitBody(request, bodyBytesMax);
    if (!limited) throw new DomainError('too_large', 'The file is larger than 20 MB, the most a source may hold.');
    return Response.json(await store(app, actor, await readForm(limited)));
  } catch (cause) {
    if (isDomainError(cause)) return refuse(errorCodes[cause.code].http, cause.message);
    if (cause instanceof z.core.$ZodError) return refuse(400, z.prettifyError(cause));
    app.log.error({ err: cause }, 'upload failed');
    return refuse(500, 'Something went wrong inside Switchyard. Nothing was changed.');
  }
};

const readForm = async (request: Request): Promise<FormData> => {
  if (!request.headers.get('content-type')?.startsWith('multipart/form-data')) {
    throw new DomainError('unsupported_media_type', 'Send the file as multipart/form-data.');
  }
  try {
    return await request.formData();
  } catch (cause) {
    throw new DomainError('invalid_input', 'The form could not be read. Choose the file again.', { cause });
  }
};

const parseSpec = (text: string): z.output<typeof registerSourceInput> => {
  try {
    return registerSourceInput.parse(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DomainError('invalid_input', 'The description of the source is not JSON.', { cause });
  }
};

const store = async (app: App, actor: Actor, form: FormData) => {
  const given = form.get('file');
  if (!(given instanceof File)) throw new DomainError('invalid_input', 'Choose the file to upload.');
  const file = { name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) };
  const spec = form.get('spec');
  if (typeof spec === 'string') {
    const { slug } = await registerSource(app, actor, parseSpec(spec), file);
    return { slug, versionNumber: 1, isNew: true };
  }
  const slug = String(form.get('slug') ?? '');
  const { number, isNew } = await uploadSourceContent(app, actor, { slug }, file);
  return { slug, versionNumber: number, isNew };
};
