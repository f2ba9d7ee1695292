/** Two tracks and the switch between them. */
export const SwitchyardMark = ({ className = 'size-5' }: { className?: string }) => (
  <svg viewBox="0 0 20 20" fill="none" aria-hidden className={className}>
    <rect width="20" height="20" rx="5" fill="var(--color-accent)" />
    <path
      d="M4 6.5h12M4 13.5h4c2.5 0 3-7 6-7"
      stroke="var(--color-on-accent)"
      strokeWidth="1.75"
      strokeLinecap="round"
    />
    <circle cx="15" cy="13.5" r="1.25" fill="var(--color-on-accent)" />
  </svg>
);
