import { CodeBlock } from '@switchyard/ui';
import { TriangleAlert } from 'lucide-react';

interface OneTimeSecretProps {
  readonly title: string;
  readonly value: string;
  /** What to do with it. */
  readonly advice: string;
}

/** Something that is shown once and can never be shown again. */
export const OneTimeSecret = ({ title, value, advice }: OneTimeSecretProps) => (
  <div className="flex flex-col gap-3" role="status">
    <CodeBlock title={title} code={value} />
    <p className="flex items-start gap-2 text-sm text-waiting">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{advice} It is shown only now.</span>
    </p>
  </div>
);
