'use client';

import type { DefinitionProblem } from '@switchyard/domain';
import { cx, IconButton } from '@switchyard/ui';
import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useBuilder, useDispatch } from './builder-context.ts';

/** Everything lint says, under the canvas; pressing one jumps to where it is. */
export const ProblemsPanel = ({ onClose }: { onClose: () => void }) => {
  const { problems } = useBuilder();
  return (
    <section aria-label="Problems" className="flex max-h-52 shrink-0 flex-col border-line border-t bg-surface">
      <div className="flex h-9 shrink-0 items-center justify-between border-line border-b pr-1.5 pl-4">
        <h2 className="font-medium text-ink text-sm">
          {problems.length === 0 ? 'Nothing to mend' : `${problems.length} to mend before this can be relied on`}
        </h2>
        <IconButton label="Close" size="sm" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      {problems.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-done text-sm">
          <CircleCheck aria-hidden className="size-4" />
          This process can be published.
        </p>
      ) : (
        <ul className="overflow-y-auto py-1">
          {problems.map((problem, index) => (
            <li key={`${problem.rule}${index.toString()}`}>
              <ProblemRow problem={problem} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const ProblemRow = ({ problem }: { problem: DefinitionProblem }) => {
  const dispatch = useDispatch();
  const Icon = problem.severity === 'error' ? CircleAlert : TriangleAlert;
  const jump = () =>
    dispatch({
      type: 'select',
      selection: {
        nodeIds: problem.nodeId === undefined ? [] : [problem.nodeId],
        edgeIds: problem.nodeId === undefined && problem.edgeId !== undefined ? [problem.edgeId] : [],
      },
    });
  return (
    <button
      type="button"
      onClick={jump}
      className="flex w-full items-start gap-2 px-4 py-1.5 text-left text-sm hover:bg-sunken"
    >
      <Icon
        aria-hidden
        className={cx('mt-0.5 size-4 shrink-0', problem.severity === 'error' ? 'text-failed' : 'text-waiting')}
      />
      <span className="sr-only">{problem.severity}:</span>
      <span className="text-ink">{problem.message}</span>
    </button>
  );
};
