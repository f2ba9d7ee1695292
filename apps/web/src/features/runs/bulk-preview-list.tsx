import type { BulkPreview } from '@switchyard/application';
import { shortenId, statusLooks } from '@switchyard/ui';
import { kindWords } from './attention-filter.ts';

const shownMax = 5;

type Standing = BulkPreview['items'][number]['standing'];
const sayStanding = (standing: Standing): string => {
  if (standing in kindWords) return kindWords[standing as keyof typeof kindWords];
  return statusLooks[standing as keyof typeof statusLooks].word;
};

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

const sayAlong = ({ along }: BulkPreview): string[] => {
  if (along === null) return [];
  const { approvals, workItems, stepsInHand, childRuns } = along;
  return [
    ...(approvals > 0 ? [count(approvals, 'open approval is withdrawn', 'open approvals are withdrawn')] : []),
    ...(workItems > 0 ? [count(workItems, 'open task is withdrawn', 'open tasks are withdrawn')] : []),
    ...(stepsInHand > 0
      ? [
          count(
            stepsInHand,
            'step that a worker is doing is told to stop',
            'steps that workers are doing are told to stop',
          ),
        ]
      : []),
    ...(childRuns > 0
      ? [count(childRuns, 'run that they started is cancelled too', 'runs that they started are cancelled too')]
      : []),
  ];
};

/** The first of what a bulk operation would deal with, how many others there are, and what goes with them. */
export const BulkPreviewList = ({ preview }: { preview: BulkPreview }) => {
  const along = sayAlong(preview);
  return (
    <>
      <ul className="flex flex-col gap-1 text-sm">
        {preview.items.slice(0, shownMax).map(({ id, standing, nodeName, workflowName, versionNumber, runId }) => (
          <li key={id} className="flex items-baseline gap-2">
            <span className="truncate text-ink">{nodeName ?? workflowName}</span>
            <span className="shrink-0 text-faint text-xs">v{versionNumber}</span>
            <span className="shrink-0 text-muted text-xs">{sayStanding(standing)}</span>
            <span className="ml-auto font-mono text-faint text-xs">{shortenId(runId)}</span>
          </li>
        ))}
      </ul>
      {preview.count > shownMax ? (
        <p className="text-muted text-sm">
          And {preview.isMore ? 'more than ' : ''}
          {preview.count - shownMax} others.
        </p>
      ) : null}
      {along.length === 0 ? null : (
        <div className="rounded-sm border border-line bg-sunken px-3 py-2 text-sm">
          <p className="text-ink">With {preview.isMore ? 'the first 10,000 of them' : 'them'}:</p>
          <ul className="list-disc pl-5 text-muted">
            {along.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};
