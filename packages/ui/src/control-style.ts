/** The frame shared by everything one types or picks in. */
export const controlStyle =
  'w-full min-w-0 rounded-sm border border-line-strong bg-surface px-2.5 text-ink text-sm transition-colors placeholder:text-faint hover:border-control focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-faint [&[readonly]]:bg-sunken aria-invalid:border-failed max-sm:text-lg';
