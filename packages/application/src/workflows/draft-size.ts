import { DomainError, type DraftDefinition } from '@switchyard/domain';

/** Two thousand nodes of ordinary size take about one megabyte. */
const draftCharsMax = 4_000_000;

/** The draft as JSON for its column. Throws `too_large`. */
export const serialiseDraft = (draft: DraftDefinition): string => {
  const text = JSON.stringify(draft);
  if (text.length <= draftCharsMax) return text;
  throw new DomainError('too_large', 'This workflow is larger than 4 MB. Move long texts into sources or split it.');
};
