'use client';

import type { Watch } from '@switchyard/application';
import { Button, Link, PageBody, PageHeader, Section } from '@switchyard/ui';
import { ArrowRightLeft, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { DatasetTable } from './dataset-table.tsx';
import { EvalTable } from './eval-table.tsx';
import { WatchTable } from './watch-table.tsx';

const WatchPanel = dynamic(() => import('./watch-panel.tsx').then((module) => module.WatchPanel), { ssr: false });

const NewDatasetDialog = dynamic(() => import('./new-dataset-dialog.tsx').then((module) => module.NewDatasetDialog), {
  ssr: false,
});

/** What has been compared, and the cases it is compared on. */
export const EvalsPage = ({ canManage }: { canManage: boolean }) => {
  const [isAdding, setIsAdding] = useState(false);
  const [watch, setWatch] = useState<Watch | 'new' | null>(null);
  const look = canManage ? <Button onClick={() => setWatch('new')}>Look again at a task</Button> : null;
  const add = canManage ? (
    <Button onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      New dataset
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Evals' }]}
        title="Evals"
        description="Two suppliers, or two wordings, asked the same cases: what a change would do, before it is made."
        actions={
          canManage ? (
            <Button asChild variant="primary">
              <Link href="/evals/swap">
                <ArrowRightLeft aria-hidden />
                Swap a model
              </Link>
            </Button>
          ) : null
        }
      />
      <PageBody>
        <Section title="Evaluations">
          <EvalTable canManage={canManage} />
        </Section>
        <Section title="Datasets" actions={add}>
          <DatasetTable action={add} />
        </Section>
        <Section title="In production" actions={look}>
          <WatchTable action={look} onOpen={canManage ? setWatch : undefined} />
        </Section>
      </PageBody>
      {watch === null ? null : <WatchPanel watch={watch === 'new' ? null : watch} onClose={() => setWatch(null)} />}
      {isAdding ? <NewDatasetDialog onClose={() => setIsAdding(false)} /> : null}
    </>
  );
};
