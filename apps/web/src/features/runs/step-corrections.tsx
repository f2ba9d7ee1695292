'use client';

import type { RunStep } from '@switchyard/application';
import { Button, Dialog, ErrorState, JsonView, RelativeTime, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { parseJsonText } from './json-text.ts';
import { JsonTextField } from './json-text-field.tsx';
import { ReasonField } from './reason-field.tsx';

interface StepCorrectionsProps {
  readonly runId: string;
  readonly step: RunStep;
  readonly canOperate: boolean;
}

/** What people said a model should have answered, and a way to say it. The run is not changed by it. */
export const StepCorrections = ({ runId, step, canOperate }: StepCorrectionsProps) => {
  const trpc = useTRPC();
  const [isCorrecting, setIsCorrecting] = useState(false);
  const corrections = useQuery(trpc.runs.corrections.queryOptions({ runId, stepId: step.id }));
  const items = corrections.data?.items ?? [];
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      <ReadError query={corrections} title="The corrections cannot be read" />
      {items.map(({ id, personLabel, createdAt, output, reason }) => (
        <div key={id} className="flex flex-col gap-1.5 rounded-sm border border-line p-2.5 text-sm">
          <span className="text-muted text-xs">
            Corrected by {personLabel}, <RelativeTime at={createdAt} />
            {reason === '' ? '' : `: ${reason}`}
          </span>
          <JsonView value={output} openLevels={1} />
        </div>
      ))}
      {canOperate && step.output !== null ? (
        <Button variant="ghost" className="self-start" onClick={() => setIsCorrecting(true)}>
          <Pencil aria-hidden />
          Correct the answer…
        </Button>
      ) : null}
      {isCorrecting ? <CorrectionDialog runId={runId} step={step} onClose={() => setIsCorrecting(false)} /> : null}
    </div>
  );
};

interface CorrectionDialogProps {
  readonly runId: string;
  readonly step: RunStep;
  readonly onClose: () => void;
}

const CorrectionDialog = ({ runId, step, onClose }: CorrectionDialogProps) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [text, setText] = useState(JSON.stringify(step.output, null, 2));
  const [reason, setReason] = useState('');
  const correct = useMutation(
    trpc.runs.correctAnswer.mutationOptions({
      onSuccess: ({ correctionId }) => {
        onClose();
        if (correctionId === null) toast.note('That is what the step answered; nothing was kept.');
        else
          toast.done(`“${step.name}” corrected`, { description: 'The task learns from it. The run stays as it is.' });
        return queries.invalidateQueries({ queryKey: trpc.runs.corrections.queryKey({ runId, stepId: step.id }) });
      },
    }),
  );
  const output = parseJsonText(text);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`What should “${step.name}” have answered?`}
      description="The run and its result stay as they are. The task’s datasets and its classifier learn from it, and the one who answered is graded wrong."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isPending={correct.isPending}
            disabled={output === undefined || output === null}
            onClick={() => correct.mutate({ runId, stepId: step.id, output: output ?? null, reason })}
          >
            Keep the correction
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {correct.error ? <ErrorState title="Not corrected" todo={correct.error.message} /> : null}
        <JsonTextField
          label="Right answer (JSON)"
          rows={6}
          text={text}
          onText={setText}
          problem={output === undefined ? 'This is not JSON.' : undefined}
        />
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
};
