import { Badge, cx, Link, RelativeTime, ScrollRegion, Section } from '@switchyard/ui';
import { CircleCheck, Minus, TriangleAlert } from 'lucide-react';
import type { EvidenceSourceData } from './detail-types.ts';
import { showName, showValue } from './show-value.ts';

const verdicts = {
  same: { icon: CircleCheck, word: 'Same', ink: 'text-done' },
  different: { icon: TriangleAlert, word: 'Differs', ink: 'text-waiting' },
  only_in_source: { icon: Minus, word: 'Not compared', ink: 'text-faint' },
} as const;

const authorities = { authoritative: 'Authoritative', derived: 'Derived', untrusted: 'Not to be trusted' } as const;

/** Each source the run read, its row that this is about, and where the two differ. */
export const EvidenceSources = ({ sources }: { sources: readonly EvidenceSourceData[] }) =>
  sources.length === 0 ? null : (
    <Section title="Compared with sources of truth">
      <div className="flex flex-col gap-4">
        {sources.map((source) => (
          <SourceComparison key={`${source.slug}${source.versionNumber}`} source={source} />
        ))}
      </div>
    </Section>
  );

const SourceComparison = ({ source }: { source: EvidenceSourceData }) => (
  <div className="min-w-0 rounded-md border border-line bg-surface">
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2 text-xs">
      <Link href={`/sources/${source.slug}`} className="font-medium text-ink hover:underline">
        {source.name}
      </Link>
      <Badge tone={source.authority === 'untrusted' ? 'waiting' : 'neutral'}>{authorities[source.authority]}</Badge>
      <span className="text-muted">
        version {source.versionNumber}, read <RelativeTime at={source.fetchedAt} />
        {source.match === null ? '' : `, row ${source.match.rowNumber.toLocaleString('en-US')}`}
      </span>
      {source.match !== null && !source.match.isExact ? <Badge tone="waiting">Most similar row</Badge> : null}
    </div>
    {source.match === null ? (
      <p className="px-4 py-3 text-muted text-sm">
        None of its {source.rowCount.toLocaleString('en-US')} rows resembles what was read.
      </p>
    ) : (
      <ComparedFields fields={source.match.fields} />
    )}
  </div>
);

const ComparedFields = ({ fields }: { fields: NonNullable<EvidenceSourceData['match']>['fields'] }) => (
  <ScrollRegion label="Compared fields" className="overflow-x-auto">
    <table className="w-full text-left text-sm">
      <thead className="text-muted text-xs">
        <tr>
          <th className="px-4 py-2 font-medium">Field</th>
          <th className="px-4 py-2 font-medium">In the source</th>
          <th className="px-4 py-2 font-medium">As read</th>
          <th className="px-4 py-2 font-medium">Result</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ sourceField, sourceValue, extractedField, extractedValue, verdict }) => {
          const { icon: Icon, word, ink } = verdicts[verdict];
          return (
            <tr key={sourceField} className={cx('border-line border-t', verdict === 'different' && 'bg-waiting-soft')}>
              <td className="px-4 py-2 text-muted">{showName(sourceField)}</td>
              <td className="break-words px-4 py-2 text-ink">{showValue(sourceValue)}</td>
              <td className="break-words px-4 py-2 text-ink">
                {extractedField === null ? '–' : showValue(extractedValue)}
              </td>
              <td className={cx('whitespace-nowrap px-4 py-2', ink)}>
                <span className="inline-flex items-center gap-1.5">
                  <Icon aria-hidden className="size-3.5" />
                  {word}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </ScrollRegion>
);
