import type { Role } from '@switchyard/domain';

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly groups: readonly string[];
  /** What this person is for, shown beside the sign-in. */
  readonly purpose: string;
}

/** The people of the demo organisation; all share one password that is printed at every start. */
export const demoPeople: readonly DemoPerson[] = [
  { email: 'olivia@demo.local', name: 'Olivia Stone', roles: ['owner'], groups: [], purpose: 'owner: everything' },
  {
    email: 'adam@demo.local',
    name: 'Adam Reyes',
    roles: ['admin'],
    groups: [],
    purpose: 'admin: people, suppliers, audit',
  },
  {
    email: 'petra@demo.local',
    name: 'Petra Lind',
    roles: ['process_owner'],
    groups: [],
    purpose: 'process owner: maps and publishes workflows',
  },
  {
    email: 'ben@demo.local',
    name: 'Ben Okafor',
    roles: ['approver'],
    groups: ['Finance'],
    purpose: 'approver in Finance: decides in the inbox',
  },
  {
    email: 'carla@demo.local',
    name: 'Carla Nunes',
    roles: ['approver', 'operator'],
    groups: ['Finance', 'Support'],
    purpose: 'second approver; answers urgent support messages',
  },
  {
    email: 'omar@demo.local',
    name: 'Omar Haddad',
    roles: ['operator'],
    groups: [],
    purpose: 'operator: starts and watches runs',
  },
  {
    email: 'ursula@demo.local',
    name: 'Ursula Weiss',
    roles: ['auditor'],
    groups: [],
    purpose: 'auditor: reads and verifies the record',
  },
];

export const demoGroups: readonly string[] = ['Finance', 'Support'];
export const demoPassword = 'switchyard-demo';
export const demoOrganisation = { slug: 'northwind-works', name: 'Northwind Works' } as const;
