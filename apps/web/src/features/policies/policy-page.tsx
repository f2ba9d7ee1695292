'use client';

import type { PolicyDetail } from '@switchyard/application';
import { Button, Card, PageBody, PageHeader, RelativeTime, Section, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ForgetAnswers } from './forget-answers.tsx';
import { PolicyHistory } from './policy-history.tsx';
import { isOrganisation, type Scope, sayKind } from './policy-scope.ts';
import { Sentences } from './policy-sentences.tsx';

const PolicyForm = dynamic(() => import('./policy-form.tsx').then((module) => module.PolicyForm));
const AssessmentSection = dynamic(() => import('./draft-assessment.tsx').then((module) => module.AssessmentSection));
const TakeBackDialog = dynamic(() => import('./take-back-dialog.tsx').then((module) => module.TakeBackDialog));
const PublishDialog = dynamic(() => import('./publish-dialog.tsx').then((module) => module.PublishDialog));

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

interface ForceActionsProps {
  readonly policy: PolicyDetail;
  readonly scope: Scope;
  readonly onTakeBack: () => void;
}

const ForceActions = ({ policy, scope, onTakeBack }: ForceActionsProps) => {
  if (isOrganisation(scope)) return <ForgetAnswers />;
  if (policy.takeBackChanges === null) return null;
  return (
    <Button size="sm" onClick={onTakeBack}>
      Follow the wider rules
    </Button>
  );
};

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
  const [open, setOpen] = useState<'form' | 'publish' | 'takeBack' | null>(null);
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
              {policy.draft && (policy.draftChanges.length > 0 || !policy.versions[0]?.rules) ? (
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
          <Section
            title="Rules in force"
            actions={
              canManage ? <ForceActions policy={policy} scope={scope} onTakeBack={() => setOpen('takeBack')} /> : null
            }
          >
            <Card>
              <Sentences sentences={policy.sentences} />
            </Card>
          </Section>
          <PolicyHistory scope={scope} policy={policy} canManage={canManage} />
        </div>
      </PageBody>
      {open === 'form' ? <PolicyForm scope={scope} policy={policy} onClose={() => setOpen(null)} /> : null}
      {open === 'takeBack' && policy.takeBackChanges && policy.versions[0] ? (
        <TakeBackDialog
          scope={scope}
          number={policy.versions[0].number}
          changes={policy.takeBackChanges}
          canOverride={canOverride}
          onClose={() => setOpen(null)}
        />
      ) : null}
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
