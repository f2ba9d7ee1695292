export interface CountBadgeProps {
  readonly count: number;
  /** Where there is no room for the number. */
  readonly isDot?: boolean;
}

/** How many things wait for this person. */
export const CountBadge = ({ count, isDot }: CountBadgeProps) => {
  if (count === 0) return null;
  if (isDot) return <span aria-hidden className="absolute top-1.5 right-2 size-1.5 rounded-full bg-waiting" />;
  return (
    <span className="rounded-full bg-waiting-soft px-1.5 font-medium text-waiting text-xs tabular-nums">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
};
