'use client';

import { cx, Section } from '@switchyard/ui';
import { useMemo, useState } from 'react';
import type { ApprovalDetailData, EvidenceStepData } from './detail-types.ts';
import { type ExtractedValue, findMatches } from './find-matches.ts';
import { showName, showValue } from './show-value.ts';

const valuesOf = (output: unknown): ExtractedValue[] =>
  typeof output === 'object' && output !== null && !Array.isArray(output)
    ? Object.entries(output).map(([field, value]) => ({ field, value }))
    : [{ field: 'result', value: output }];

interface EvidenceDocumentsProps {
  readonly documents: ApprovalDetailData['documents'];
  readonly steps: readonly Pick<EvidenceStepData, 'stepId' | 'name' | 'output' | 'isUnchanged'>[];
}

const titleOf = (hasDocument: boolean, hasSteps: boolean): string => {
  if (!hasDocument) return 'Results';
  return hasSteps ? 'Document and what was read from it' : 'Document';
};

/** The document beside what was extracted from it; pointing at a field shows where it is written. */
export const EvidenceDocuments = ({ documents, steps }: EvidenceDocumentsProps) => {
  const [active, setActive] = useState<string | null>(null);
  if (documents.length === 0 && steps.length === 0) return null;
  const values = steps.flatMap(({ output }) => valuesOf(output));
  return (
    <Section title={titleOf(documents.length > 0, steps.length > 0)}>
      <div className={cx('grid gap-4', documents.length > 0 && steps.length > 0 && 'lg:grid-cols-2')}>
        {documents.length === 0 ? null : (
          <div className="flex min-w-0 flex-col gap-4">
            {documents.map(({ field, text }) => (
              <DocumentText key={field} field={field} text={text} values={values} active={active} />
            ))}
          </div>
        )}
        {steps.length === 0 ? null : (
          <div className="flex min-w-0 flex-col gap-4">
            {steps.map((step) => (
              <ExtractedFields key={step.stepId} step={step} active={active} onActive={setActive} />
            ))}
          </div>
        )}
      </div>
    </Section>
  );
};

interface DocumentTextProps {
  readonly field: string;
  readonly text: string;
  readonly values: readonly ExtractedValue[];
  readonly active: string | null;
}

const linesAtFirst = 40;

const DocumentText = ({ field, text, values, active }: DocumentTextProps) => {
  const segments = useMemo(() => findMatches(text, values), [text, values]);
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.split('\n').length > linesAtFirst;
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="border-line border-b px-4 py-2 text-muted text-xs">{showName(field)}</figcaption>
      <pre
        className={cx(
          'whitespace-pre-wrap break-words px-4 py-3 font-mono text-ink text-xs leading-5',
          isLong && !isWhole && 'max-h-200 overflow-hidden',
        )}
      >
        {segments.map((segment) =>
          segment.field === null ? (
            segment.text
          ) : (
            <mark
              key={segment.start}
              title={showName(segment.field)}
              className={cx(
                'rounded-xs text-ink',
                segment.field === active ? 'bg-waiting-soft outline-2 outline-waiting' : 'bg-accent-soft',
              )}
            >
              {segment.text}
            </mark>
          ),
        )}
      </pre>
      {isLong ? (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
          className="w-full border-line border-t px-4 py-2 text-left text-muted text-xs hover:text-ink"
        >
          {isWhole ? 'Show less' : 'Show the whole document'}
        </button>
      ) : null}
    </figure>
  );
};

interface ExtractedFieldsProps {
  readonly step: EvidenceDocumentsProps['steps'][number];
  readonly active: string | null;
  readonly onActive: (field: string | null) => void;
}

const ExtractedFields = ({ step, active, onActive }: ExtractedFieldsProps) => (
  <div className="min-w-0 rounded-md border border-line bg-surface">
    <div className="border-line border-b px-4 py-2 text-muted text-xs">
      {step.name}
      {step.isUnchanged ? null : <span className="text-failed"> · changed since the request was opened</span>}
    </div>
    <ul className="flex flex-col divide-y divide-line">
      {valuesOf(step.output).map(({ field, value }) => (
        <li key={field}>
          <button
            type="button"
            title="Show where it is written"
            aria-pressed={field === active}
            onMouseEnter={() => onActive(field)}
            onMouseLeave={() => onActive(null)}
            onFocus={() => onActive(field)}
            onBlur={() => onActive(null)}
            className={cx('flex w-full flex-col px-4 py-2 text-left text-sm', field === active && 'bg-sunken')}
          >
            <span className="text-muted text-xs">{showName(field)}</span>
            <span className="w-full break-words text-ink tabular-nums">{showValue(value)}</span>
          </button>
        </li>
      ))}
    </ul>
  </div>
);
