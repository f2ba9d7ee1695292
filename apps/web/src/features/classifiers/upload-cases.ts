import type { AddedCases } from '@switchyard/application';

const fileBytesMax = 20_000_000;

const isAdded = (value: unknown): value is AddedCases =>
  typeof value === 'object' && value !== null && 'added' in value && 'rejected' in value;

const messageOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : 'The upload failed.';

/** Sends a file of labelled cases. Throws an Error that says what is wrong with it. */
export const uploadCases = async (slug: string, file: File): Promise<AddedCases> => {
  if (file.size > fileBytesMax) throw new Error(`${file.name} is larger than 20 MB. Split it.`);
  const form = new FormData();
  form.set('slug', slug);
  form.set('file', file);
  const response = await fetch('/api/tasks/cases', { method: 'POST', body: form });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || !isAdded(body)) throw new Error(messageOf(body));
  return body;
};
