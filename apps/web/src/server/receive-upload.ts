import type { App } from '@switchyard/application';
import { type Actor, DomainError, errorCodes, isDomainError } from '@switchyard/domain';
import { z } from 'zod';
import { findActor } from './find-actor.ts';
import { getApp } from './get-app.ts';
import { isSameOrigin } from './is-same-origin.ts';
import { limitBody } from './limit-body.ts';
import { readWebEnv } from './web.env.ts';

/** The file itself may have 20 MB; the rest is the form around it. */
const bodyBytesMax = 20_100_000;

export interface Upload {
  readonly app: App;
  readonly actor: Actor;
  readonly form: FormData;
  readonly file: { readonly name: string; readonly bytes: Uint8Array };
}

const refuse = (status: number, message: string): Response => Response.json({ message }, { status });

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

/**
 * Takes a form with a `file` from one of our own pages and hands it to `store`, whose value is the answer as JSON. Whatever is wrong is
 * answered as `{ message }` with the status of its error.
 */
export const receiveUpload = async (
  request: Request,
  store: (upload: Upload) => Promise<unknown>,
): Promise<Response> => {
  const app = getApp();
  if (!isSameOrigin(request.headers, new URL(readWebEnv().SWITCHYARD_WEB_URL).origin)) {
    return refuse(403, 'Files are accepted from the pages of Switchyard only.');
  }
  const actor = await findActor(app);
  if (!actor) return refuse(401, 'Please sign in.');
  try {
    const limited = await limitBody(request, bodyBytesMax);
    if (!limited) throw new DomainError('too_large', 'The file is larger than 20 MB, the most that is taken.');
    const form = await readForm(limited);
    const given = form.get('file');
    if (!(given instanceof File)) throw new DomainError('invalid_input', 'Choose the file to upload.');
    const file = { name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) };
    return Response.json(await store({ app, actor, form, file }));
  } catch (cause) {
    if (isDomainError(cause)) return refuse(errorCodes[cause.code].http, cause.message);
    if (cause instanceof z.core.$ZodError) return refuse(400, z.prettifyError(cause));
    app.log.error({ err: cause }, 'upload failed');
    return refuse(500, 'Something went wrong inside Switchyard. Nothing was changed.');
  }
};
