import { StatusBadge } from '@switchyard/ui';

/** Says, wherever simulated answers are near, that they are, and how to get real ones. */
export const SimulatedNotice = ({ names }: { names: readonly string[] }) =>
  names.length === 0 ? null : (
    <div className="flex flex-wrap items-start gap-3 rounded-md border border-line bg-surface px-4 py-3">
      <StatusBadge status="simulated" className="mt-0.5" />
      <p className="min-w-0 flex-1 basis-64 text-muted text-sm">
        <span className="text-ink">The lab simulator answers for {names.join(' and ')}.</span> Answers, prices and times
        are scripted. Enter a key, and the same processes run on the real lab without any other change.
      </p>
    </div>
  );
