import {
  BookMarked,
  Coins,
  House,
  Inbox,
  ListChecks,
  type LucideIcon,
  PiggyBank,
  Play,
  Route,
  Scale,
  ScrollText,
  Settings,
  Users,
  Waypoints,
  Workflow,
  Wrench,
} from 'lucide-react';

export interface NavItem {
  readonly key: string;
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
  /** Second key after `g`. */
  readonly goKey?: string;
  /** Shown to those who hold it; without one, to everybody. */
  readonly permission?: string;
  /** On the phone's bottom bar. */
  readonly isOnBottomBar?: boolean;
}

/** Groups are set apart by a gap. */
export const navGroups: readonly (readonly NavItem[])[] = [
  [
    { key: 'home', label: 'Home', href: '/', icon: House, goKey: 'h', isOnBottomBar: true },
    {
      key: 'inbox',
      label: 'Inbox',
      href: '/inbox',
      icon: Inbox,
      goKey: 'i',
      permission: 'inbox.read',
      isOnBottomBar: true,
    },
  ],
  [
    {
      key: 'workflows',
      label: 'Workflows',
      href: '/workflows',
      icon: Workflow,
      goKey: 'w',
      permission: 'workflows.read',
    },
    { key: 'runs', label: 'Runs', href: '/runs', icon: Play, goKey: 'r', permission: 'runs.read', isOnBottomBar: true },
    { key: 'sources', label: 'Sources', href: '/sources', icon: BookMarked, goKey: 's', permission: 'sources.read' },
    { key: 'tasks', label: 'Tasks', href: '/tasks', icon: ListChecks, goKey: 't', permission: 'tasks.read' },
    { key: 'evals', label: 'Evals', href: '/evals', icon: Scale, goKey: 'e', permission: 'tasks.read' },
  ],
  [
    { key: 'spend', label: 'Spend', href: '/spend', icon: Coins, goKey: 'd', permission: 'receipts.read' },
    { key: 'budgets', label: 'Budgets', href: '/budgets', icon: PiggyBank, goKey: 'b', permission: 'budgets.read' },
    { key: 'suppliers', label: 'Suppliers', href: '/suppliers', icon: Route, goKey: 'u', permission: 'suppliers.read' },
    { key: 'tool-servers', label: 'Tool servers', href: '/tool-servers', icon: Wrench, permission: 'suppliers.read' },
    { key: 'policies', label: 'Policies', href: '/policies', icon: Waypoints, goKey: 'o', permission: 'receipts.read' },
  ],
  [
    { key: 'audit', label: 'Audit', href: '/audit', icon: ScrollText, goKey: 'a', permission: 'audit.read' },
    { key: 'people', label: 'People', href: '/people', icon: Users, goKey: 'p', permission: 'people.read' },
    { key: 'settings', label: 'Settings', href: '/settings', icon: Settings },
  ],
];

/** Only what these permissions open; empty groups fall away. */
export const visibleNavGroups = (permissions: ReadonlySet<string>): readonly (readonly NavItem[])[] =>
  navGroups
    .map((items) => items.filter(({ permission }) => permission === undefined || permissions.has(permission)))
    .filter((items) => items.length > 0);

export const isCurrentItem = ({ href }: NavItem, pathname: string): boolean =>
  href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
