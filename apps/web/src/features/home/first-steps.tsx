import type { Home } from '@switchyard/application';
import { Link } from '@switchyard/ui';
import { Circle, CircleCheck } from 'lucide-react';
import { RowList } from './row-list.tsx';

type Done = NonNullable<Home['firstSteps']>;

const steps: readonly {
  readonly fact: keyof Done;
  readonly title: string;
  readonly why: string;
  readonly href: string;
}[] = [
  {
    fact: 'hasWorkflow',
    title: 'Make a workflow',
    why: 'From a template, a file or an empty canvas.',
    href: '/workflows/new',
  },
  {
    fact: 'hasSupplier',
    title: 'Add a supplier',
    why: 'Who does AI steps: a lab with a key, a server of your own, rules or people.',
    href: '/suppliers',
  },
  {
    fact: 'hasTask',
    title: 'Describe a task',
    why: 'What an AI step is given, what it answers, and the checks that say it is done.',
    href: '/tasks',
  },
  {
    fact: 'hasColleague',
    title: 'Invite people',
    why: 'Who decides, who runs, who reads the record.',
    href: '/people',
  },
];

/** What comes before the first run of an organisation, each with where it is done. */
export const FirstSteps = ({ done }: { done: Done }) => (
  <section aria-label="First steps" className="flex flex-col gap-2">
    <h2 className="font-medium text-base text-ink">First steps</h2>
    <RowList
      empty=""
      rows={steps.map(({ fact, title, why, href }) => (
        <li key={fact} className="relative flex items-start gap-3 px-4 py-3 hover:bg-sunken">
          {done[fact] ? (
            <CircleCheck aria-label="Done" className="mt-0.5 size-4 shrink-0 text-done" />
          ) : (
            <Circle aria-label="To do" className="mt-0.5 size-4 shrink-0 text-faint" />
          )}
          <span className="flex min-w-0 flex-col">
            <Link href={href} className="font-medium text-ink text-sm after:absolute after:inset-0">
              {title}
            </Link>
            <span className="text-muted text-sm">{why}</span>
          </span>
        </li>
      ))}
    />
  </section>
);
