import { Button, EmptyState, Link } from '@switchyard/ui';
import { CircleCheck, History, Hourglass, Inbox, SearchX } from 'lucide-react';
import type { Ref } from 'react';
import { type InboxAddress, isNarrowed } from './inbox-address.ts';

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

const nothingFits = {
  icon: SearchX,
  title: 'No request fits',
  description:
    'Search looks for every word in titles, facts, names of processes, ids of runs and who asked, among what this list shows.',
} as const;

interface InboxEmptyProps {
  readonly address: InboxAddress;
  readonly onClear: () => void;
  /** Where the focus goes when the last request has been answered. */
  readonly ref?: Ref<HTMLElement>;
}

/** What this place is for, and the one next step; of a search, that it found nothing and the way back. */
export const InboxEmpty = ({ address, onClear, ref }: InboxEmptyProps) => {
  const { filter } = address;
  const isSearch = isNarrowed(address);
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={isSearch ? nothingFits.title : texts[filter].title}
      className="m-auto rounded-md"
    >
      {isSearch ? (
        <EmptyState {...nothingFits} action={<Button onClick={onClear}>Clear search and process</Button>} />
      ) : (
        <EmptyState
          {...texts[filter]}
          action={
            <Button asChild>
              <Link href={filter === 'all' ? '/workflows' : '/runs'}>
                {filter === 'all' ? 'Open workflows' : 'See what runs'}
              </Link>
            </Button>
          }
        />
      )}
    </section>
  );
};
