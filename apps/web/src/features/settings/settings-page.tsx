'use client';

import { PageBody, PageHeader, Tabs } from '@switchyard/ui';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { CalendarSettings } from '../calendars/calendar-settings.tsx';
import { LimitSettings } from '../limits/limit-settings.tsx';
import { AccountSettings } from './account-settings.tsx';
import { ApiKeySettings } from './api-key-settings.tsx';
import { OrganisationSettings } from './organisation-settings.tsx';
import { SecretSettings } from './secret-settings.tsx';

interface SettingsPageProps {
  readonly canManageSettings: boolean;
  readonly canManageKeys: boolean;
  readonly canReadCalendars: boolean;
  readonly canEditCalendars: boolean;
  readonly canReadLimits: boolean;
  readonly canManageLimits: boolean;
  readonly gatewayUrl: string;
}

interface SettingsTab {
  readonly value: string;
  readonly label: string;
  readonly isShown: boolean;
  readonly content: ReactNode;
}

/** One's own account, and for administrators what the organisation is, lets in and keeps secret. */
export const SettingsPage = (props: SettingsPageProps) => {
  const { canManageSettings, canManageKeys, canReadCalendars, canEditCalendars, gatewayUrl } = props;
  const { canReadLimits, canManageLimits } = props;
  const all: readonly SettingsTab[] = [
    { value: 'account', label: 'My account', isShown: true, content: <AccountSettings /> },
    { value: 'organisation', label: 'Organisation', isShown: canManageSettings, content: <OrganisationSettings /> },
    {
      value: 'calendars',
      label: 'Calendars',
      isShown: canReadCalendars,
      content: <CalendarSettings canEdit={canEditCalendars} />,
    },
    {
      value: 'limits',
      label: 'Limits',
      isShown: canReadLimits,
      content: <LimitSettings canManage={canManageLimits} />,
    },
    { value: 'keys', label: 'API keys', isShown: canManageKeys, content: <ApiKeySettings gatewayUrl={gatewayUrl} /> },
    { value: 'secrets', label: 'Secrets', isShown: canManageSettings, content: <SecretSettings /> },
  ];
  const tabs = all.filter(({ isShown }) => isShown);
  const [asked, setTab] = useQueryState('tab', parseAsString.withDefault('account'));
  const value = tabs.some((tab) => tab.value === asked) ? asked : 'account';
  return (
    <>
      <PageHeader breadcrumbs={[{ label: 'Settings' }]} title="Settings" />
      <PageBody>
        <Tabs label="Settings" tabs={tabs} value={value} onChange={(next) => void setTab(next)} />
      </PageBody>
    </>
  );
};
