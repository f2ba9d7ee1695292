import { useEffect, useMemo, useState } from 'react';
import type { BuilderApi, LoadedDraft } from '../model/builder-api.ts';
import type { BuilderStore } from '../model/builder-store.ts';
import { Autosave, type SaveStatus } from './autosave.ts';
import { forgetUnsaved, keepHistory, keepUnsaved, type OpenedBuilder } from './local-draft.ts';

const keepPauseMs = 250;

/** After a delay, unless called off. */
const schedule = (run: () => void, delayMs: number) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

interface AutosaveOptions {
  readonly api: BuilderApi;
  readonly store: BuilderStore;
  readonly loaded: LoadedDraft;
  readonly local: OpenedBuilder['local'];
}

/** Keeps the server and this browser's storage in step with the canvas. */
export const useAutosave = ({ api, store, loaded, local }: AutosaveOptions) => {
  const [status, setStatus] = useState<SaveStatus>({ kind: 'saved', at: loaded.savedAt });
  const autosave = useMemo(
    () => new Autosave({ save: api.saveDraft, schedule, onStatus: setStatus }, loaded),
    [api, loaded],
  );
  useEffect(() => {
    const { slug } = loaded;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      keepHistory(slug, store.get(), autosave.revision);
      if (autosave.isDirty) keepUnsaved(slug, store.get().draft, autosave.revision);
      else forgetUnsaved(slug);
    };
    const onChange = () => {
      autosave.change(store.get().draft);
      clearTimeout(timer);
      timer = setTimeout(keep, keepPauseMs);
    };
    if (local === 'conflict') autosave.meetConflict();
    if (store.get().draft !== loaded.draft) onChange();
    const stop = store.subscribe(onChange);
    const retry = () => void autosave.saveNow();
    window.addEventListener('online', retry);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      keep();
      stop();
      autosave.stop();
      window.removeEventListener('online', retry);
      window.removeEventListener('pagehide', keep);
    };
  }, [autosave, loaded, local, store]);
  useEffect(() => {
    if (status.kind === 'saved') forgetUnsaved(loaded.slug);
  }, [status, loaded.slug]);
  return { status, autosave };
};
