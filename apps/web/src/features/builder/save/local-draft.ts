import { type DraftDefinition, draftDefinitionSchema } from '@switchyard/domain';
import { z } from 'zod';
import { type BuilderState, openDraft } from '../model/builder-state.ts';
import { parseHistory, writeHistory } from '../model/stored-history.ts';

/**
 * What the browser keeps: the history for this tab (session storage), and, while the server lacks it, the draft
 * itself (local storage, which also survives closing the tab).
 */
const historyKey = (slug: string) => `switchyard.history.${slug}`;
const unsavedKey = (slug: string) => `switchyard.unsaved.${slug}`;
const historyMaxLength = 2_000_000;

const unsavedSchema = z.object({ revision: z.int(), draft: draftDefinitionSchema });

/** A full or forbidden storage must not stop the editing. */
const attempt = <Value>(run: () => Value): Value | undefined => {
  try {
    return run();
  } catch {
    return undefined;
  }
};

export const keepHistory = (slug: string, state: BuilderState, revision: number): void => {
  const text = writeHistory(state, revision, historyMaxLength);
  if (text !== undefined) attempt(() => sessionStorage.setItem(historyKey(slug), text));
};

export const keepUnsaved = (slug: string, draft: DraftDefinition, revision: number): void => {
  attempt(() => localStorage.setItem(unsavedKey(slug), JSON.stringify({ revision, draft })));
};

export const forgetUnsaved = (slug: string): void => {
  attempt(() => localStorage.removeItem(unsavedKey(slug)));
};

const sameContent = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export interface OpenedBuilder {
  readonly state: BuilderState;
  /** `unsaved`: the canvas holds more than the server. `conflict`: and the server has moved on meanwhile. */
  readonly local: 'none' | 'unsaved' | 'conflict';
}

/** Puts together what the server has and what this browser kept. */
export const openBuilder = (
  slug: string,
  server: { readonly draft: DraftDefinition; readonly revision: number },
): OpenedBuilder => {
  const stored = attempt(() => sessionStorage.getItem(historyKey(slug)));
  const history = stored ? parseHistory(stored) : undefined;
  const kept = attempt(() => unsavedSchema.safeParse(JSON.parse(localStorage.getItem(unsavedKey(slug)) ?? 'null')));
  const unsaved = kept?.success && !sameContent(kept.data.draft, server.draft) ? kept.data : undefined;
  const wanted = unsaved?.draft ?? server.draft;
  const isContinued = history !== undefined && sameContent(history.state.draft, wanted);
  const local = unsaved === undefined ? 'none' : unsaved.revision === server.revision ? 'unsaved' : 'conflict';
  if (isContinued) {
    const draft = local === 'none' ? server.draft : history.state.draft;
    return { local, state: { ...history.state, draft } };
  }
  return { local, state: openDraft(wanted) };
};
