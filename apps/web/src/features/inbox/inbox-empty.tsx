import { Button, EmptyState, Link } from '@switchyard/ui';
import { CircleCheck, History, Hourglass, Inbox } from 'lucide-react';
import type { InboxFilter } from './inbox-path.ts';

const texts = {
  mine: {
    icon: CircleCheck,
    title: 'Nothing waits for you',
    description:
      'When a process reaches an approval you are asked for, or a step that a person has to do, it appears here with everything needed to decide.',
  },
  others: {
    icon: Hourglass,
    title: 'Nothing of yours waits for others',
    description:
      'Requests you started, or have answered while others still have to, are listed here until they are decided.',
  },
  decided: {
    icon: History,
    title: 'You have not decided anything yet',
    description: 'Every answer you give is kept here, with what you saw when you gave it.',
  },
  all: {
    icon: Inbox,
    title: 'No open requests in this organisation',
    description: 'An approval node in a process opens a request here each time a run reaches it.',
  },
} as const;

/** What this place is for, and the one next step. */
export const InboxEmpty = ({ filter }: { filter: InboxFilter }) => (
  <EmptyState
    {...texts[filter]}
    className="m-auto"
    action={
      <Button asChild>
        <Link href={filter === 'all' ? '/workflows' : '/runs'}>
          {filter === 'all' ? 'Open workflows' : 'See what runs'}
        </Link>
      </Button>
    }
  />
);
