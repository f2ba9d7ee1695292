import type { DraftDefinition } from '@switchyard/domain';

/** Saves the draft as the file that import takes. */
export const downloadWorkflow = (
  { slug, name, description }: { readonly slug: string; readonly name: string; readonly description: string },
  definition: DraftDefinition,
): void => {
  const file = { format: 'switchyard-workflow', v: 1, slug, name, description, definition };
  const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${slug}.switchyard.json`;
  link.click();
  URL.revokeObjectURL(url);
};
