/** The largest file that is even sent; the server has the last word. */
const fileBytesMax = 20_000_000;

export interface UploadAnswer {
  readonly slug: string;
  readonly versionNumber: number;
  readonly isNew: boolean;
}

const isAnswer = (value: unknown): value is UploadAnswer =>
  typeof value === 'object' && value !== null && 'slug' in value && 'versionNumber' in value && 'isNew' in value;

const messageOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : 'The upload failed.';

/** Sends a file with `slug` (next version) or `spec` (new source). Throws an Error that says what is wrong with it. */
export const uploadFile = async (
  file: File,
  part: { readonly slug: string } | { readonly spec: unknown },
): Promise<UploadAnswer> => {
  if (file.size > fileBytesMax) throw new Error(`${file.name} is larger than 20 MB, the most a source may hold.`);
  const form = new FormData();
  form.set('file', file);
  if ('slug' in part) form.set('slug', part.slug);
  else form.set('spec', JSON.stringify(part.spec));
  const response = await fetch('/api/sources/upload', { method: 'POST', body: form });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || !isAnswer(body)) throw new Error(messageOf(body));
  return body;
};
