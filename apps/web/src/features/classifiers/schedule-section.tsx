import type { ClassifierDetail } from '@switchyard/application';
import { Field, Input, RelativeTime, Section, Select } from '@switchyard/ui';
import { useState } from 'react';
import type { ClassifierActions } from './use-classifier.ts';

const options = [
  { value: 'never', label: 'Only when somebody asks' },
  { value: '1', label: 'Every day' },
  { value: '7', label: 'Every week' },
  { value: '30', label: 'Every 30 days' },
];

const optionsWith = (everyDays: number | null) =>
  everyDays === null || options.some(({ value }) => value === String(everyDays))
    ? options
    : [...options, { value: String(everyDays), label: `Every ${everyDays} days` }];

/** When it is trained again by itself. */
export const ScheduleSection = ({
  classifier,
  actions,
}: {
  classifier: ClassifierDetail;
  actions: ClassifierActions;
}) => {
  const { everyDays, newCasesMin, nextAt } = classifier;
  const [fewest, setFewest] = useState(String(newCasesMin));
  const cases = Math.max(0, Math.round(Number(fewest) || 0));
  const saveFewest = () => {
    if (everyDays !== null && cases !== newCasesMin) actions.schedule.run(everyDays, cases);
  };
  return (
    <Section
      title="Schedule"
      description={
        nextAt === null ? (
          'Trained when somebody presses Train.'
        ) : (
          <>
            Next <RelativeTime at={nextAt} />, if there are enough new cases.
          </>
        )
      }
    >
      <div className="flex flex-wrap gap-4">
        <Field label="Train again" isRequired className="w-full sm:w-64">
          {(control) => (
            <Select
              {...control}
              options={optionsWith(everyDays)}
              value={everyDays === null ? 'never' : String(everyDays)}
              disabled={actions.schedule.isPending}
              onChange={(value) => actions.schedule.run(value === 'never' ? null : Number(value), cases)}
            />
          )}
        </Field>
        <Field label="With at least so many new cases" isRequired className="w-full sm:w-64">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              disabled={everyDays === null}
              value={fewest}
              onChange={({ target }) => setFewest(target.value)}
              onBlur={saveFewest}
            />
          )}
        </Field>
      </div>
    </Section>
  );
};
