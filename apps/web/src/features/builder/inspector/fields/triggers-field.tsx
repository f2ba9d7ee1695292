import type { JsonObject, JsonValue } from '@switchyard/domain';
import { Button, Checkbox, CodeBlock } from '@switchyard/ui';
import { Plus } from 'lucide-react';
import { useBuilder } from '../../builder-context.ts';
import { readPath } from '../../model/config-path.ts';
import { useFields } from '../field-context.ts';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { LabelledGroup } from './labelled.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';

type TriggerType = 'form' | 'api' | 'webhook' | 'schedule';
const fresh: Record<TriggerType, JsonObject> = {
  form: { type: 'form' },
  api: { type: 'api' },
  webhook: { type: 'webhook', toleranceSeconds: 300 },
  schedule: { type: 'schedule', cron: '0 8 * * 1-5', timeZone: 'UTC', input: {} },
};
const words: readonly { readonly type: TriggerType; readonly label: string; readonly hint: string }[] = [
  { type: 'form', label: 'A form', hint: 'People start it here with the input below.' },
  { type: 'api', label: 'The API', hint: 'Other systems start it with an API key.' },
  { type: 'webhook', label: 'A webhook', hint: 'A signed POST; its body is the input.' },
];

const defaults: JsonValue[] = [fresh.form, fresh.api];
const typeOf = (trigger: JsonValue): string => textOf(readPath(trigger, 'type'));

/** What starts a run. */
export const TriggersField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const triggers: JsonValue[] = Array.isArray(value) ? value : defaults;
  const toggle = (type: TriggerType, isOn: boolean) =>
    set(path, isOn ? [...triggers, fresh[type]] : triggers.filter((trigger) => typeOf(trigger) !== type));
  return (
    <LabelledGroup field={field} path={path}>
      {words.map(({ type, label, hint }) => (
        <div key={type} className="flex flex-col gap-2">
          <Checkbox
            label={label}
            hint={hint}
            checked={triggers.some((trigger) => typeOf(trigger) === type)}
            onChange={(isOn) => toggle(type, isOn)}
          />
          {type === 'webhook' && triggers.some((trigger) => typeOf(trigger) === type) ? <WebhookHint /> : null}
        </div>
      ))}
      {triggers.map((trigger, index) =>
        typeOf(trigger) === 'schedule' ? (
          <ScheduleEditor
            key={`schedule${index.toString()}`}
            trigger={trigger}
            path={`${path}.${index}`}
            onChange={(part, next) => set(`${path}.${index}.${part}`, next)}
            onRemove={() =>
              set(
                path,
                triggers.filter((each) => each !== trigger),
              )
            }
          />
        ) : null,
      )}
      <Button size="sm" variant="ghost" className="self-start" onClick={() => set(path, [...triggers, fresh.schedule])}>
        <Plus aria-hidden />
        Add a schedule
      </Button>
    </LabelledGroup>
  );
};

const WebhookHint = () => {
  const { webhookUrl } = useBuilder();
  return (
    <div className="flex flex-col gap-1 pl-6 text-muted text-xs">
      {webhookUrl ? (
        <CodeBlock code={webhookUrl} />
      ) : (
        <p>The address and its signing secret are made when you publish.</p>
      )}
      <p>
        Sign with HMAC-SHA256 over <code className="font-mono">timestamp.body</code>; a timestamp older than five
        minutes is refused.
      </p>
    </div>
  );
};
