'use client';

import { PageBody, PageHeader } from '@switchyard/ui';
import type { ReactNode } from 'react';
import { SpendSections } from './spend-sections.tsx';

interface SectionPageProps {
  readonly title: string;
  readonly description: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the Spend section, beside the others. */
export const SectionPage = ({ title, description, actions, children }: SectionPageProps) => (
  <>
    <PageHeader
      breadcrumbs={[{ label: 'Spend', href: '/spend' }, { label: title }]}
      title={title}
      description={description}
      actions={actions}
    >
      <SpendSections />
    </PageHeader>
    <PageBody>{children}</PageBody>
  </>
);
