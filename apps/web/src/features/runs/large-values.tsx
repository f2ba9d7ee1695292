import type { LargeValue } from '@switchyard/application';
import { Button } from '@switchyard/ui';
import { Download } from 'lucide-react';
import { showBytes } from '../sources/source-words.ts';

interface LargeValuesProps {
  readonly runId: string;
  readonly place: LargeValue['place'];
  readonly values: readonly LargeValue[];
}

/** What a run's page shows of values over 64 kB: how they begin, how large they are, and the file. Downloads are recorded. */
export const LargeValues = ({ runId, place, values }: LargeValuesProps) => {
  const here = values.filter((value) => value.place === place);
  if (here.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5">
      {here.map(({ field, hash, bytes, start }) => (
        <li key={field ?? ''} className="flex flex-col gap-1 rounded-sm border border-line p-2.5 text-sm">
          <form
            method="post"
            action={`/api/runs/${encodeURIComponent(runId)}/values/${hash}`}
            className="flex items-center gap-2"
          >
            <span className="truncate font-medium">{field ?? 'The whole value'}</span>
            <span className="text-muted text-xs tabular-nums">{showBytes(bytes)}</span>
            <Button
              type="submit"
              variant="ghost"
              size="sm"
              className="ml-auto"
              aria-label={`Download ${field ?? place}`}
            >
              <Download aria-hidden />
              Download
            </Button>
          </form>
          <code className="truncate text-faint text-xs">{start}…</code>
        </li>
      ))}
    </ul>
  );
};
