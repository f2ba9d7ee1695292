import { registerSource, registerSourceInput, uploadSourceContent } from '@switchyard/application';
import { DomainError } from '@switchyard/domain';
import type { z } from 'zod';
import { receiveUpload, type Upload } from '../../../../server/receive-upload.ts';

/**
 * A file as multipart/form-data: with `slug`, the next version of that source; with `spec` (JSON), a new source and its
 * first version. Answers `{ slug, versionNumber, isNew }`, or `{ message }` saying what is wrong with the file.
 */
export const POST = (request: Request): Promise<Response> => receiveUpload(request, store);

const parseSpec = (text: string): z.output<typeof registerSourceInput> => {
  try {
    return registerSourceInput.parse(JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DomainError('invalid_input', 'The description of the source is not JSON.', { cause });
  }
};

const store = async ({ app, actor, form, file }: Upload) => {
  const spec = form.get('spec');
  if (typeof spec === 'string') {
    const { slug } = await registerSource(app, actor, parseSpec(spec), file);
    return { slug, versionNumber: 1, isNew: true };
  }
  const slug = String(form.get('slug') ?? '');
  const { number, isNew } = await uploadSourceContent(app, actor, { slug }, file);
  return { slug, versionNumber: number, isNew };
};
