'use client';

import { compareDefinitions } from '@switchyard/definition';
import { Button, Dialog, ErrorState, RelativeTime, Skeleton } from '@switchyard/ui';
import { useEffect, useState } from 'react';
import { useBuilder } from '../builder-context.ts';
import type { BuilderApi, LoadedDraft } from '../model/builder-api.ts';
import { ComparisonList } from '../publish/comparison-list.tsx';
import type { Autosave } from './autosave.ts';

interface ConflictDialogProps {
  readonly api: BuilderApi;
  readonly autosave: Autosave;
}

/** Somebody saved in between: both drafts exist, and the person chooses. Neither choice loses the other's undo. */
export const ConflictDialog = ({ api, autosave }: ConflictDialogProps) => {
  const { store } = useBuilder();
  const [theirs, setTheirs] = useState<LoadedDraft | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    api.loadDraft().then(setTheirs, () => setHasFailed(true));
  }, [api]);
  const keepMine = () => theirs && autosave.settle(theirs.revision, theirs.draft, theirs.savedAt);
  const takeTheirs = () => {
    if (!theirs) return;
    // As an edit, so that undo brings the own draft back.
    store.dispatch({ type: 'edit', label: 'Take the other draft', edit: () => theirs.draft });
    autosave.settle(theirs.revision, theirs.draft, theirs.savedAt);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => undefined}
      title="This draft was changed elsewhere"
      description="Your changes are kept in this browser. Choose which draft goes on; nothing is lost either way."
      className="max-w-lg"
      footer={
        <>
          <Button disabled={!theirs} onClick={takeTheirs}>
            Take theirs (undo brings mine back)
          </Button>
          <Button variant="primary" disabled={!theirs} onClick={keepMine}>
            Keep mine
          </Button>
        </>
      }
    >
      {hasFailed ? <ErrorState title="Their draft could not be loaded" safe="Yours is kept here." /> : null}
      {theirs ? (
        <div className="flex flex-col gap-3 text-sm">
          <p className="text-muted">
            Saved <RelativeTime at={theirs.savedAt} />
            {theirs.savedBy ? ` by ${theirs.savedBy}` : ''}. What yours changes against it:
          </p>
          <ComparisonList comparison={compareDefinitions(theirs.draft, store.get().draft)} />
        </div>
      ) : hasFailed ? null : (
        <Skeleton className="h-24" />
      )}
    </Dialog>
  );
};
