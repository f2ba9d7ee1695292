import { Card } from '@switchyard/ui';
import type { ReactNode } from 'react';

/** Rows of one frame, each a line or two, or one sentence where there are none. */
export const RowList = ({ rows, empty }: { rows: readonly ReactNode[]; empty: string }) => (
  <Card className="overflow-hidden p-0">
    {rows.length === 0 ? (
      <p className="px-4 py-5 text-muted text-sm">{empty}</p>
    ) : (
      <ul className="divide-y divide-line">{rows}</ul>
    )}
  </Card>
);
