import { listTicks } from '@switchyard/definition';
import { type JsonValue, triggerSchema } from '@switchyard/domain';
import { Field, formatExactTime, IconButton, Input, Select, useNow } from '@switchyard/ui';
import { X } from 'lucide-react';
import { readPath } from '../../model/config-path.ts';
import { useFieldProblem } from '../field-context.ts';
import { textOf } from './field-props.ts';

export type SchedulePart = 'cron' | 'timeZone' | 'missed';

interface ScheduleEditorProps {
  readonly trigger: JsonValue;
  readonly path: string;
  readonly onChange: (part: SchedulePart, value: string) => void;
  readonly onRemove: () => void;
}

const missedOptions = [
  { value: 'latest', label: 'Start one run for the latest' },
  { value: 'all', label: 'Start one run for each, at most 100' },
  { value: 'skip', label: 'Start none, wait for the next' },
] as const;

/** When a schedule fires next; empty for a cron or time zone that is not understood yet. */
export const previewTicks = (trigger: JsonValue, now: number): readonly Date[] => {
  const { data } = triggerSchema.safeParse(trigger);
  if (now === 0 || data?.type !== 'schedule') return [];
  try {
    return listTicks(data, new Date(now), 5);
  } catch {
    return [];
  }
};

/** One schedule of the start node, with the next five times it would start a run. */
export const ScheduleEditor = ({ trigger, path, onChange, onRemove }: ScheduleEditorProps) => {
  const ticks = previewTicks(trigger, useNow());
  const problem = useFieldProblem(path, true);
  const timeZone = textOf(readPath(trigger, 'timeZone')) || 'UTC';
  return (
    <div className="flex flex-col gap-3 rounded-sm border border-line p-3">
      <div className="flex items-start gap-2">
        <Field label="Schedule (cron)" isRequired error={problem?.message} className="flex-1">
          {(control) => (
            <Input
              {...control}
              value={textOf(readPath(trigger, 'cron'))}
              className="font-mono text-xs"
              onChange={({ target }) => onChange('cron', target.value)}
            />
          )}
        </Field>
        <Field label="Time zone" isRequired className="flex-1">
          {(control) => (
            <Input {...control} value={timeZone} onChange={({ target }) => onChange('timeZone', target.value)} />
          )}
        </Field>
        <IconButton label="Remove this schedule" size="sm" onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      <Field label="Times missed while nothing was running" isRequired>
        {(control) => (
          <Select
            {...control}
            options={missedOptions}
            value={textOf(readPath(trigger, 'missed')) || 'latest'}
            onChange={(value) => onChange('missed', value)}
          />
        )}
      </Field>
      {ticks.length > 0 ? (
        <div className="text-muted text-xs">
          <p className="pb-1 font-medium">Next five runs</p>
          <ol className="flex flex-col gap-0.5 tabular-nums">
            {ticks.map((tick) => (
              <li key={tick.getTime()}>{formatExactTime(tick.getTime(), timeZone)}</li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  );
};
