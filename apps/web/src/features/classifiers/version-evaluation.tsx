import type { ClassifierVersionView } from '@switchyard/application';
import { type Column, CopyId, DataTable, EmptyState, KeyValue, Section } from '@switchyard/ui';
import { count, percent, showBytes, thresholdWord } from './classifier-words.ts';
import { CoverageCurve, ReliabilityChart } from './evaluation-charts.tsx';

type Worst = ClassifierVersionView['evaluation']['worst'][number];

const worstColumns: readonly Column<Worst>[] = [
  { key: 'label', header: 'Label', cell: ({ label }) => <span className="wrap-anywhere">{label}</span> },
  {
    key: 'right',
    header: 'Right',
    align: 'end',
    cell: ({ right, cases }) => (
      <span className="tabular-nums">
        {right} of {cases}
      </span>
    ),
  },
  {
    key: 'taken',
    header: 'Taken for',
    cell: ({ takenFor }) => (
      <span className="wrap-anywhere text-muted">
        {takenFor.map(({ label, cases }) => `${label} (${cases})`).join(', ')}
      </span>
    ),
  },
];

const Facts = ({ version }: { version: ClassifierVersionView }) => {
  const { evaluation } = version;
  return (
    <KeyValue
      entries={[
        { label: 'Cases and labels', value: `${count(evaluation.cases)} cases, ${count(evaluation.labels)} labels` },
        { label: 'Answers from', value: thresholdWord(evaluation.threshold) },
        { label: 'Declines as unknown', value: `below ${percent(evaluation.noveltyFloor)} known words and pieces` },
        {
          label: 'Tested by',
          value: `${evaluation.folds}-fold cross-validation, ${percent(evaluation.confidence)} sure`,
        },
        { label: 'Trained in', value: `${(evaluation.trainedMs / 1000).toFixed(1)} s, seed ${evaluation.seed}` },
        { label: 'Model', value: `${count(evaluation.features)} features, ${showBytes(evaluation.bytes)}` },
        { label: 'Cases, digest', value: <CopyId id={evaluation.dataDigest} /> },
        { label: 'Model, hash', value: <CopyId id={version.modelHash} /> },
      ]}
    />
  );
};

/** Reasons are kept as they stand in the middle of a sentence. */
const asSentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

/** How good a version is on cases it had not seen, drawn. */
export const VersionEvaluation = ({ version }: { version: ClassifierVersionView }) => (
  <Section title={`Version ${version.number}, on cases it had not seen`} description={asSentence(version.reason)}>
    <div className="grid gap-4 md:grid-cols-2">
      <CoverageCurve evaluation={version.evaluation} />
      <ReliabilityChart evaluation={version.evaluation} />
    </div>
    <DataTable
      caption="Labels with the most errors"
      columns={worstColumns}
      rows={version.evaluation.worst}
      rowKey={({ label }) => label}
      density="dense"
      hasRowKeys={false}
      empty={
        <EmptyState title="No errors" description="Every case was labelled right by a model that had not seen it." />
      }
    />
    <Facts version={version} />
  </Section>
);
