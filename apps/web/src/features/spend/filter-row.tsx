'use client';

import { Button, Select } from '@switchyard/ui';
import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { filterInput, filterParsers, type NarrowingField, narrowingFields } from './spend-filter.ts';

/** The filter of the address, and how to change it. */
export const useSpendFilter = () => {
  const [state, setState] = useQueryStates(filterParsers, { history: 'push' });
  return { state, setState, input: filterInput(state) };
};

const fieldWords: Record<NarrowingField, string> = {
  workflow: 'Process',
  taskSlug: 'Task',
  supplierSlug: 'Supplier',
  modelKey: 'Model',
  person: 'Person',
  apiKey: 'API key',
  origin: 'Part of',
  isSimulated: 'Simulated',
};

const valueWords: Readonly<Record<string, string>> = {
  none: 'none',
  step: 'steps of processes',
  gateway: 'gateway',
  eval: 'evals',
  trial: 'tried out',
  true: 'yes',
  false: 'no',
};

const periods = [7, 30, 90, 365].map((days) => ({ value: String(days), label: `Last ${days} days` }));

/** The period, and what is narrowed to as chips that can be taken away one by one. `names` says ids in words. */
export const FilterRow = ({ names = {} }: { names?: Readonly<Record<string, string>> }) => {
  const { state, setState } = useSpendFilter();
  const day = (date: Date | null) => date?.toISOString().slice(0, 10);
  const isOwnPeriod = state.from !== null || state.to !== null;
  const own = { value: 'own', label: `${day(state.from) ?? '…'} – ${day(state.to) ?? 'today'}` };
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Period"
        className="w-auto"
        options={isOwnPeriod ? [own, ...periods] : periods}
        value={isOwnPeriod ? 'own' : String(state.days)}
        onChange={(next) => void setState({ days: Number(next), from: null, to: null })}
      />
      {narrowingFields.map((field) => {
        const value = state[field];
        if (value === null) return null;
        const word = names[String(value)] ?? valueWords[String(value)] ?? String(value);
        return (
          <Button
            key={field}
            size="sm"
            aria-label={`Stop narrowing to ${fieldWords[field]} ${word}`}
            onClick={() => void setState({ [field]: null })}
          >
            <span className="text-muted">{fieldWords[field]}</span> <span className="max-w-48 truncate">{word}</span>
            <X aria-hidden />
          </Button>
        );
      })}
    </search>
  );
};
