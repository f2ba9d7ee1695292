import { addCases } from '@switchyard/application';
import { receiveUpload } from '../../../../server/receive-upload.ts';

/**
 * A file of labelled cases as multipart/form-data with the task's `slug`. Answers how many were added, corrected and rejected, or
 * `{ message }` saying what is wrong with the file.
 */
export const POST = (request: Request): Promise<Response> =>
  receiveUpload(request, ({ app, actor, form, file }) =>
    addCases(app, actor, { slug: String(form.get('slug') ?? '') }, file),
  );
