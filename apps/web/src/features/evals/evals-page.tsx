'use client';

import { Button, Link, PageBody, PageHeader, Section } from '@switchyard/ui';
import { ArrowRightLeft, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { DatasetTable } from './dataset-table.tsx';
import { EvalTable } from './eval-table.tsx';

const NewDatasetDialog = dynamic(() => import('./new-dataset-dialog.tsx').then((module) => module.NewDatasetDialog), {
  ssr: false,
});

/** What has been compared, and the cases it is compared on. */
export const EvalsPage = ({ canManage }: { canManage: boolean }) => {
  const [isAdding, setIsAdding] = useState(false);
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
      </PageBody>
      {isAdding ? <NewDatasetDialog onClose={() => setIsAdding(false)} /> : null}
    </>
  );
};
