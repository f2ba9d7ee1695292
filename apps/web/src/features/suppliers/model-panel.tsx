'use client';

import { isDomainError, type ModelSpec } from '@switchyard/domain';
import { Button, ConfirmButton, ErrorState, type FormValue, SchemaForm, SidePanel } from '@switchyard/ui';
import { type SubmitEvent, useId, useState } from 'react';
import { LaterPrices } from './later-prices.tsx';
import { fromModelForm, modelFields, newModelForm, type SupplierModel, saysFree, toModelForm } from './model-fields.ts';

interface ModelPanelProps {
  /** Null for a new one. */
  readonly model: SupplierModel | null;
  readonly suggestedKeys: readonly string[];
  readonly isPending: boolean;
  readonly error: string | undefined;
  readonly onClose: () => void;
  readonly onSave: (model: ModelSpec) => void;
  readonly onRemove: (() => void) | undefined;
}

/** One model: what it is called, what it can do, what it costs. */
export const ModelPanel = ({ model, suggestedKeys, isPending, error, onClose, onSave, onRemove }: ModelPanelProps) => {
  const formId = useId();
  const [value, setValue] = useState<FormValue>(model ? toModelForm(model) : newModelForm);
  const [later, setLater] = useState(model?.laterPrices ?? []);
  const [invalid, setInvalid] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    try {
      onSave(fromModelForm(value, { now: new Date(), before: model, later }));
    } catch (thrown) {
      setInvalid(
        isDomainError(thrown)
          ? thrown.message
          : 'Give the model’s name as its supplier calls it, the size of its context, and other prices as “priority 200%” or “web_search $0.01”.',
      );
    }
  };
  const fields = modelFields.map((field) => (field.name === 'key' && model ? { ...field, isDisabled: true } : field));
  return (
    <SidePanel
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={model ? model.name : 'Add a model'}
      description="Prices left empty come from the shipped price table."
      footer={
        <>
          {model && onRemove ? (
            <ConfirmButton
              className="mr-auto"
              isPending={isPending}
              title={`Remove ${model.name}?`}
              description="No step is given to it any more, and the prices entered here go. Receipts that name it stay."
              action="Remove model"
              onConfirm={onRemove}
            >
              Remove
            </ConfirmButton>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {(error ?? invalid) ? <ErrorState title={error ?? invalid} safe="Nothing was saved." /> : null}
        {model === null && suggestedKeys.length > 0 ? (
          <div className="flex flex-wrap gap-1.5">
            <span className="text-muted text-xs">It offers:</span>
            {suggestedKeys.slice(0, 24).map((key) => (
              <Button key={key} size="sm" onClick={() => setValue({ ...value, key, name: key })}>
                {key}
              </Button>
            ))}
          </div>
        ) : null}
        <SchemaForm fields={fields} value={value} onChange={setValue} />
        <LaterPrices prices={later} onChange={setLater} />
        {saysFree(value) ? (
          <p className="text-sm text-waiting">
            A price of 0 counts as free: routing prefers this model, and budgets do not see what it costs.
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};
