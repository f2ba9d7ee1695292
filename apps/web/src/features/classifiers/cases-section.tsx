import type { AddedCases, ClassifierDetail } from '@switchyard/application';
import { Button, ConfirmDialog, EmptyState, ErrorState, Section } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { Tags, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { CaseList } from './case-list.tsx';
import { count } from './classifier-words.ts';
import { uploadCases } from './upload-cases.ts';
import type { ClassifierActions } from './use-classifier.ts';

interface CasesSectionProps {
  readonly slug: string;
  readonly classifier: ClassifierDetail;
  readonly actions: ClassifierActions;
  readonly canEdit: boolean;
}

const LabelBars = ({ labels }: Pick<ClassifierDetail, 'labels'>) => {
  const most = Math.max(1, ...labels.map(({ cases }) => cases));
  return (
    <ul aria-label="Cases per label" className="max-h-72 overflow-y-auto rounded-md border border-line bg-surface p-3">
      {labels.map(({ label, cases }) => (
        <li key={label} className="flex items-center gap-3 py-0.5 text-sm">
          <span className="w-1/3 min-w-0 truncate text-ink" title={label}>
            {label}
          </span>
          <span aria-hidden className="h-1.5 min-w-0 flex-1 rounded-full bg-sunken">
            <span className="block h-full rounded-full bg-accent" style={{ width: `${(cases / most) * 100}%` }} />
          </span>
          <span className="w-14 shrink-0 text-right text-muted text-xs tabular-nums">{count(cases)}</span>
        </li>
      ))}
    </ul>
  );
};

const Outcome = ({ outcome }: { outcome: AddedCases }) => (
  <div role="status" className="flex flex-col gap-1 text-muted text-sm">
    <p>
      {count(outcome.added)} added, {count(outcome.corrected)} corrected, {count(outcome.unchanged)} known already
      {outcome.rejectedCount > 0 ? `, ${count(outcome.rejectedCount)} do not fit the task and were left out:` : '.'}
    </p>
    {outcome.rejected.length > 0 ? (
      <ul className="list-disc pl-5 text-xs">
        {outcome.rejected.map((each) => (
          <li key={each.case} className="wrap-anywhere">
            Case {each.case}: {each.reason}
          </li>
        ))}
      </ul>
    ) : null}
  </div>
);

const UploadButton = ({ onFile, isPending }: { onFile: (file: File) => void; isPending: boolean }) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File of labelled cases"
        accept=".csv,.tsv,.json,.jsonl,.ndjson,text/csv,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) onFile(file);
          // The same file again is a change too.
          target.value = '';
        }}
      />
      <Button isPending={isPending} onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        Upload cases
      </Button>
    </>
  );
};

/** What is learned from: cases per label, from files and from people's answers. */
export const CasesSection = ({ slug, classifier, actions, canEdit }: CasesSectionProps) => {
  const [isErasing, setIsErasing] = useState(false);
  const [isListed, setIsListed] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) => uploadCases(slug, file),
    onSuccess: actions.refresh,
  });
  const { labels, caseCount } = classifier;
  const eraseAll = () => {
    actions.erase.run(null);
    setIsErasing(false);
  };
  return (
    <Section
      title="Labelled cases"
      description="From files, and from every answer a person hands in for this task."
      actions={canEdit ? <UploadButton onFile={(file) => upload.mutate(file)} isPending={upload.isPending} /> : null}
    >
      {upload.error ? <ErrorState title={upload.error.message} safe="Nothing was added." /> : null}
      {upload.data ? <Outcome outcome={upload.data} /> : null}
      {labels.length > 0 ? (
        <LabelBars labels={labels} />
      ) : (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState
            icon={Tags}
            title="No labelled cases yet"
            description="A CSV with a column for each field of the input and one with the label, or JSONL with input and expected."
          />
        </div>
      )}
      {canEdit && caseCount > 0 ? (
        <div className="flex gap-2">
          <Button variant="ghost" onClick={() => setIsListed(!isListed)} aria-expanded={isListed}>
            {isListed ? 'Hide cases' : 'Show cases'}
          </Button>
          <Button variant="ghost" onClick={() => setIsErasing(true)}>
            Erase all
          </Button>
        </div>
      ) : null}
      {isListed ? <CaseList slug={slug} onErase={(id) => actions.erase.run([id])} /> : null}
      {isErasing ? (
        <ConfirmDialog
          title={`Erase ${count(caseCount)} labelled cases?`}
          description="They are gone for good. Versions that learned from them hold no text and stay until others are adopted."
          action="Erase all"
          onConfirm={eraseAll}
          onClose={() => setIsErasing(false)}
        />
      ) : null}
    </Section>
  );
};
