'use client';

import { compareDefinitions } from '@switchyard/definition';
import { Button, Dialog, ErrorState, Field, Textarea } from '@switchyard/ui';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { useBuilder, useDraft } from '../builder-context.ts';
import type { BuilderApi, LoadedDraft, PublishedVersion } from '../model/builder-api.ts';
import type { Autosave } from '../save/autosave.ts';
import { ComparisonList } from './comparison-list.tsx';
import { PublishedDialog } from './published-dialog.tsx';

const WordingChanges = dynamic(() => import('../../evals/wording-changes.tsx').then((module) => module.WordingChanges));

interface PublishDialogProps {
  readonly api: BuilderApi;
  readonly autosave: Autosave;
  readonly loaded: LoadedDraft;
  readonly onClose: () => void;
  readonly onPublished: () => void;
}

const nothing = { v: 1 as const, nodes: [], edges: [] };

/** A version is for ever: what changed, why, and what came out. */
export const PublishDialog = ({ api, autosave, loaded, onClose, onPublished }: PublishDialogProps) => {
  const draft = useDraft();
  const { problems } = useBuilder();
  const [note, setNote] = useState('');
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [published, setPublished] = useState<PublishedVersion | null>(null);
  const before = loaded.currentVersion;
  const comparison = useMemo(() => compareDefinitions(before?.definition ?? nothing, draft), [before, draft]);
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  const publish = async () => {
    setIsPending(true);
    setFailure(null);
    try {
      const status = await autosave.saveNow();
      if (status.kind !== 'saved') throw new Error('The draft could not be saved first. It is kept in this browser.');
      setPublished(await api.publish({ note: note.trim(), revision: autosave.revision }));
      onPublished();
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : 'The server did not answer.');
    } finally {
      setIsPending(false);
    }
  };
  if (published) return <PublishedDialog published={published} slug={loaded.slug} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={before ? `Publish version ${before.number + 1} of ${loaded.name}` : `Publish ${loaded.name}`}
      description="New runs use this version from now on; runs under way finish on theirs."
      className="max-w-xl"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" isPending={isPending} disabled={note.trim() === ''} onClick={() => void publish()}>
            Publish
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {failure ? <ErrorState title="Not published" safe="Nothing was changed." todo={failure} /> : null}
        <Field label="What changed, and why" hint="Kept with the version for everybody who asks later." isRequired>
          {(control) => (
            <Textarea
              {...control}
              autoFocus
              rows={2}
              maxLength={2000}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Field>
        {warnings > 0 ? (
          <p className="text-sm text-waiting">
            {warnings} {warnings === 1 ? 'warning' : 'warnings'} remain; publishing is allowed.
          </p>
        ) : null}
        {before ? <WordingChanges workflowSlug={loaded.slug} /> : null}
        {before ? (
          <section className="flex flex-col gap-2">
            <h3 className="font-medium text-ink text-sm">Against version {before.number}</h3>
            <ComparisonList comparison={comparison} />
          </section>
        ) : null}
      </div>
    </Dialog>
  );
};
