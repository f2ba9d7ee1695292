'use client';

import type { PolicyDetail } from '@switchyard/application';
import { Badge, Button, Card, PageBody, PageHeader, RelativeTime, Section, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ForgetAnswers } from './forget-answers.tsx';
import { isOrganisation, type Scope, sayKind } from './policy-scope.ts';

const PolicyForm = dynamic(() => import('./policy-form.tsx').then((module) => module.PolicyForm));
const AssessmentSection = dynamic(() => import('./draft-assessment.tsx').then((module) => module.AssessmentSection));
const PublishDialog = dynamic(() => import('./publish-dialog.tsx').then((module) => module.PublishDialog));

/** `Tries with the failure as feedback: no limit.` → what it is about, and `no limit`. A value may be a name, so its case stays. */
const partsOf = (sentence: string): readonly [string, string] => {
  const at = sentence.indexOf(': ');
  if (at === -1) return ['', sentence];
  return [sentence.slice(0, at), sentence.slice(at + 2).replace(/\.$/, '')];
};

const Sentences = ({ sentences }: { sentences: readonly string[] }) => (
  <ul className="flex flex-col text-sm">
    {sentences.map((sentence) => {
      const [about, said] = partsOf(sentence);
      return (
        <li key={sentence} className="grid gap-x-6 py-1 sm:grid-cols-[18rem_minmax(0,1fr)]">
          <span className="text-muted">
            {about}
            <span className="sr-only">: </span>
          </span>
          <span>{said}</span>
        </li>
      );
    })}
  </ul>
);

const DraftCard = ({ policy }: { policy: PolicyDetail }) => {
  if (!policy.draft) return null;
  const { updatedBy, updatedAt } = policy.draft;
  return (
    <Section title="What the draft would change">
      <Card>
        <p className="mb-3 text-muted text-sm">
          Changed by {updatedBy} <RelativeTime at={updatedAt} />
        </p>
        {policy.draftChanges.length > 0 ? (
          <Sentences sentences={policy.draftChanges} />
        ) : (
          <p className="text-sm">Nothing: it says the same as the rules in force.</p>
        )}
      </Card>
    </Section>
  );
};

interface HistoryProps {
  readonly scope: Scope;
  readonly versions: PolicyDetail['versions'];
}

const History = ({ scope, versions }: HistoryProps) => (
  <Section title="Versions">
    {versions.length === 0 ? (
      <p className="text-muted text-sm">
        None was published here: {isOrganisation(scope) ? 'the rules as shipped hold.' : 'the wider rules hold.'}
      </p>
    ) : null}
    <ol className="flex flex-col gap-5">
      {versions.map((version, at) => (
        <li key={version.id} className="flex flex-col gap-1.5">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium">Version {version.number}</span>
            {at === 0 ? <Badge tone="done">in force</Badge> : null}
            <span className="text-muted">
              {version.publishedBy}, <RelativeTime at={version.publishedAt} />
            </span>
          </p>
          <p className="text-sm">{version.note}</p>
          <Sentences sentences={version.changes} />
        </li>
      ))}
    </ol>
  </Section>
);

/** The rules of one scope: those in force, a draft with what it would change, and every version before. */
export const PolicyPage = ({
  scope,
  canManage,
  canOverride,
}: {
  scope: Scope;
  canManage: boolean;
  canOverride: boolean;
}) => {
  const api = useTRPC();
  const [open, setOpen] = useState<'form' | 'publish' | null>(null);
  const query = useQuery(api.policies.get.queryOptions(scope));
  const { data: policy } = query;
  if (query.isLoadingError) return <ReadError query={query} title="The policy cannot be read" className="m-6" />;
  if (!policy) return <Skeleton className="m-6 h-60" />;
  const title = isOrganisation(scope) ? 'Organisation' : policy.label;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Policies', href: '/policies' }, { label: title }]}
        title={title}
        description={`${sayKind(scope)}: who may be asked, what they must have shown, and what happens when they fail.`}
        actions={
          canManage ? (
            <>
              <Button onClick={() => setOpen('form')}>{policy.draft ? 'Change the draft' : 'New draft'}</Button>
              {policy.draft && (policy.draftChanges.length > 0 || policy.versions.length === 0) ? (
                <Button variant="primary" onClick={() => setOpen('publish')}>
                  Publish
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
      <PageBody>
        <div className="flex flex-col gap-6">
          <DraftCard policy={policy} />
          {policy.draft ? <AssessmentSection scope={scope} canManage={canManage} /> : null}
          <Section title="Rules in force" actions={canManage && isOrganisation(scope) ? <ForgetAnswers /> : null}>
            <Card>
              <Sentences sentences={policy.sentences} />
            </Card>
          </Section>
          <History scope={scope} versions={policy.versions} />
        </div>
      </PageBody>
      {open === 'form' ? <PolicyForm scope={scope} policy={policy} onClose={() => setOpen(null)} /> : null}
      {open === 'publish' && policy.draft ? (
        <PublishDialog
          scope={scope}
          revision={policy.draft.revision}
          changes={policy.draftChanges}
          canOverride={canOverride}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
};
