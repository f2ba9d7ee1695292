import type { ClassifierDetail, ClassifierVersionView } from '@switchyard/application';
import { Badge, Button, type Column, DataTable, EmptyState, RelativeTime, Section, StatusBadge } from '@switchyard/ui';
import { BrainCircuit } from 'lucide-react';
import { useState } from 'react';
import { count, coverageOf, percent, precisionOf, thresholdWord } from './classifier-words.ts';
import type { ClassifierActions } from './use-classifier.ts';
import { VersionEvaluation } from './version-evaluation.tsx';

const shareCell = (share: number | null) => (
  <span className="tabular-nums">{share === null ? 'none' : percent(share)}</span>
);

const figureColumns: readonly Column<ClassifierVersionView>[] = [
  { key: 'version', header: 'Version', cell: ({ number }) => `v${number}` },
  {
    key: 'standing',
    header: 'Standing',
    cell: ({ isAdopted }) =>
      isAdopted ? <StatusBadge status="published">Answers</StatusBadge> : <Badge>Candidate</Badge>,
  },
  { key: 'accuracy', header: 'Accuracy', align: 'end', cell: ({ evaluation }) => shareCell(evaluation.accuracy) },
  { key: 'coverage', header: 'Answers', align: 'end', cell: (version) => shareCell(coverageOf(version)) },
  { key: 'precision', header: 'Of it right', align: 'end', cell: (version) => shareCell(precisionOf(version)) },
  {
    key: 'threshold',
    header: 'From',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ evaluation }) => <span className="tabular-nums">{thresholdWord(evaluation.threshold)}</span>,
  },
  {
    key: 'cases',
    header: 'Cases',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ evaluation }) => <span className="tabular-nums">{count(evaluation.cases)}</span>,
  },
  {
    key: 'at',
    header: 'Trained',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ trainedAt }) => <RelativeTime at={trainedAt} className="text-muted" />,
  },
];

interface VersionsSectionProps {
  readonly classifier: ClassifierDetail;
  readonly actions: ClassifierActions;
  readonly canEdit: boolean;
}

const actionWord = (number: number, adopted: number | null): string =>
  adopted !== null && number < adopted ? `Go back to v${number}` : `Adopt v${number}`;

/** Versions with their figures; one is looked at in detail, and one answers. */
export const VersionsSection = ({ classifier, actions, canEdit }: VersionsSectionProps) => {
  const { versions, adoptedNumber } = classifier;
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = versions.find(({ number }) => number === (chosen ?? adoptedNumber)) ?? versions[0];
  const isShownAdopted = shown !== undefined && shown.number === adoptedNumber;
  const action =
    !canEdit || !shown ? null : isShownAdopted ? (
      <Button onClick={() => actions.adopt.run(null)} isPending={actions.adopt.isPending}>
        Switch off
      </Button>
    ) : (
      <Button onClick={() => actions.adopt.run(shown.number)} isPending={actions.adopt.isPending}>
        {actionWord(shown.number, adoptedNumber)}
      </Button>
    );
  return (
    <>
      <Section title="Versions" description="Choose one to see how good it is." actions={action}>
        <DataTable
          caption="Versions of the classifier"
          columns={figureColumns}
          rows={versions}
          rowKey={({ number }) => String(number)}
          onOpen={({ number }) => setChosen(number)}
          selectedKey={shown === undefined ? undefined : String(shown.number)}
          density="dense"
          hasRowKeys={false}
          empty={
            <EmptyState
              icon={BrainCircuit}
              title="Nothing trained yet"
              description="A classifier learns from labelled cases, answers what it is sure of for nothing, and leaves the rest to the next supplier."
            />
          }
        />
      </Section>
      {shown ? <VersionEvaluation version={shown} /> : null}
    </>
  );
};
