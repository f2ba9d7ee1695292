import type { ClassifierDetail } from '@switchyard/application';
import { Button, Card, ErrorState, ProgressBar, RelativeTime, Section } from '@switchyard/ui';
import { Play, Square } from 'lucide-react';
import { count } from './classifier-words.ts';
import type { ClassifierActions } from './use-classifier.ts';

type Training = NonNullable<ClassifierDetail['training']>;

export const isUnderWay = (training: Training | null): training is Training =>
  training?.status === 'queued' || training?.status === 'running';

const Progress = ({ training }: { training: Training }) => (
  <Card>
    <ProgressBar
      label="Training of the classifier"
      value={Math.round(training.progress * 100)}
      max={100}
      hint={
        training.status === 'queued'
          ? 'Waits for a worker. You can leave this page.'
          : `${Math.round(training.progress * 100)} % of ${count(training.caseCount)} cases learned and tested. You can leave this page.`
      }
    />
  </Card>
);

const Last = ({ training }: { training: Training }) => {
  if (training.status === 'failed') {
    return <ErrorState title={training.error} safe="The version that answers is the one before." />;
  }
  if (training.finishedAt === null) return null;
  return (
    <p className="text-muted text-sm">
      Last training {training.status === 'cancelled' ? 'cancelled' : 'finished'}{' '}
      <RelativeTime at={training.finishedAt} />, asked for by {training.requestedByLabel}.
    </p>
  );
};

interface TrainingSectionProps {
  readonly classifier: ClassifierDetail;
  readonly actions: ClassifierActions;
  readonly canEdit: boolean;
}

/** Starts a training and shows how far it is. */
export const TrainingSection = ({ classifier, actions, canEdit }: TrainingSectionProps) => {
  const { training, obstacle, caseCount, freshCount } = classifier;
  const live = isUnderWay(training);
  const fresh = freshCount === caseCount ? '' : ` ${count(freshCount)} new or corrected since the last training.`;
  const button = live ? (
    <Button onClick={actions.cancel.run} isPending={actions.cancel.isPending}>
      <Square aria-hidden />
      Cancel training
    </Button>
  ) : (
    <Button
      variant="primary"
      disabled={obstacle !== null}
      isPending={actions.train.isPending}
      onClick={actions.train.run}
    >
      <Play aria-hidden />
      Train
    </Button>
  );
  return (
    <Section
      title="Training"
      description={obstacle ?? `${count(caseCount)} labelled cases.${fresh} Adopted only if it is not worse.`}
      actions={canEdit ? button : null}
    >
      {live ? <Progress training={training} /> : training ? <Last training={training} /> : null}
    </Section>
  );
};
