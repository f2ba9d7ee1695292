import type { PlannedEval } from '@switchyard/application';
import { KeyValue, Money } from '@switchyard/ui';

/** What it will cost, by side, and at most: what is agreed to by starting. */
export const EstimateView = ({ estimate, caseCount }: Pick<PlannedEval, 'estimate' | 'caseCount'>) => (
  <KeyValue
    entries={[
      { label: 'Cases', value: caseCount.toLocaleString('en-US') },
      ...estimate.arms.map(({ label, expectedMicroUsd }) => ({
        label: <span className="font-mono text-xs">{label}</span>,
        value: (
          <>
            about <Money microUsd={expectedMicroUsd} />
          </>
        ),
      })),
      ...(estimate.gradingMicroUsd > 0
        ? [{ label: 'Judging', value: <Money microUsd={estimate.gradingMicroUsd} /> }]
        : []),
      { label: 'About', value: <Money microUsd={estimate.expectedMicroUsd} className="font-semibold" /> },
      {
        label: 'At most',
        value: (
          <>
            <Money microUsd={estimate.atMostMicroUsd} className="font-semibold" />
            <span className="text-muted"> if every answer is as long as it may be and every retry is used</span>
          </>
        ),
      },
    ]}
  />
);
