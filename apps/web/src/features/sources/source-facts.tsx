import { Badge, CopyId, KeyValue, RelativeTime, Section } from '@switchyard/ui';
import type { SourceDetailData } from './source-types.ts';
import { authorityOptions, kindWords, showLimit } from './source-words.ts';

const originOf = ({ origin }: SourceDetailData): string => {
  if (origin.kind === 'upload') return `Uploaded ${origin.format.toUpperCase()} file`;
  if (origin.kind === 'postgres') return `${origin.schema}.${origin.table}`;
  return origin.rowsPath === '' ? origin.url : `${origin.url} (rows at ${origin.rowsPath})`;
};

/** Who answers for it, how far it may be trusted, and how fresh it is. */
export const SourceFacts = ({ source }: { source: SourceDetailData }) => {
  const authority = authorityOptions.find(({ value }) => value === source.authority);
  return (
    <Section title="About">
      <KeyValue
        entries={[
          { label: 'Owner', value: source.ownerName ?? 'Nobody answers for it' },
          { label: 'Authority', value: authority ? `${authority.label}. ${authority.hint}` : source.authority },
          { label: 'Data class', value: <Badge>{source.dataClass}</Badge> },
          { label: 'Fresh for', value: showLimit(source.freshnessLimitMinutes) },
          {
            label: 'Last read',
            value: source.lastCheckedAt === null ? 'Never' : <RelativeTime at={source.lastCheckedAt} />,
          },
          { label: kindWords[source.kind], value: <span className="break-all">{originOf(source)}</span> },
          {
            label: 'Credential',
            value: source.origin.kind === 'http' ? (source.origin.hasSecret ? 'Stored, sealed' : 'None') : null,
          },
          { label: 'Key', value: <CopyId id={source.slug} isWhole /> },
        ]}
      />
    </Section>
  );
};
