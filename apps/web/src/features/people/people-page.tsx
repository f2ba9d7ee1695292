'use client';

import type { Group, Person } from '@switchyard/application';
import { Button, PageBody, PageHeader, Tabs } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { GroupPanel } from './group-panel.tsx';
import { GroupsTable } from './groups-table.tsx';
import { InvitePanel } from './invite-panel.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonPanel } from './person-panel.tsx';

interface PeoplePageProps {
  readonly canManage: boolean;
  readonly isViewerOwner: boolean;
}

type Opened =
  | { readonly kind: 'invite' }
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'group'; readonly group: Group | null };

const tabNames = ['people', 'groups'] as const;

/** Who is here, what each may do, and which groups decide together. */
export const PeoplePage = ({ canManage, isViewerOwner }: PeoplePageProps) => {
  const api = useTRPC();
  const groups = useQuery(api.people.groups.list.queryOptions());
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabNames).withDefault('people'));
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const addGroup = () => setOpened({ kind: 'group', group: null });
  const groupNamesOf = ({ id }: Person) =>
    (groups.data ?? []).filter(({ memberIds }) => memberIds.includes(id)).map(({ name }) => name);
  const action =
    tab === 'groups' ? (
      <Button variant="primary" onClick={addGroup}>
        Add group
      </Button>
    ) : (
      <Button variant="primary" onClick={() => setOpened({ kind: 'invite' })}>
        <UserPlus aria-hidden />
        Invite
      </Button>
    );
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'People' }]}
        title="People"
        description="Roles say what somebody may do; groups say who decides together."
        actions={canManage ? action : null}
      />
      <PageBody>
        <Tabs
          label="People and groups"
          value={tab}
          onChange={(value) => void setTab(value === 'groups' ? 'groups' : 'people')}
          tabs={[
            {
              value: 'people',
              label: 'People',
              content: <PeopleTable onOpen={(person) => setOpened({ kind: 'person', person })} />,
            },
            {
              value: 'groups',
              label: 'Groups',
              count: groups.data?.length,
              content: (
                <GroupsTable
                  onOpen={(group) => setOpened({ kind: 'group', group })}
                  onAdd={canManage ? addGroup : null}
                />
              ),
            },
          ]}
        />
      </PageBody>
      {opened?.kind === 'invite' ? <InvitePanel onClose={close} canChooseOwner={isViewerOwner} /> : null}
      {opened?.kind === 'group' ? <GroupPanel group={opened.group} canManage={canManage} onClose={close} /> : null}
      {opened?.kind === 'person' ? (
        <PersonPanel
          person={opened.person}
          groupNames={groupNamesOf(opened.person)}
          canManage={canManage}
          isViewerOwner={isViewerOwner}
          onClose={close}
        />
      ) : null}
    </>
  );
};
