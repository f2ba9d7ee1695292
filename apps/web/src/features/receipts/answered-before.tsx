import type { CachedAnswer } from '@switchyard/domain';
import { Link, Money, RelativeTime, Section } from '@switchyard/ui';

/** An answer that was given again: nobody was asked, and nothing left the installation. */
export const AnsweredBefore = ({ cache }: { cache: CachedAnswer }) => (
  <Section
    title="Answered from the cache"
    description="Exactly the same input had been answered before; nobody was asked."
  >
    <p className="rounded-md border border-line bg-surface px-4 py-3 text-muted text-sm">
      <span className="font-mono text-ink text-xs">{cache.candidateRef}</span> answered{' '}
      <RelativeTime at={cache.answeredAt} />. Asking again would have cost{' '}
      <Money microUsd={cache.savedMicroUsd} className="text-ink" />.{' '}
      <Link href={`/receipts/${cache.originalReceiptId}`} className="text-accent hover:underline">
        The receipt of that call
      </Link>
    </p>
  </Section>
);
