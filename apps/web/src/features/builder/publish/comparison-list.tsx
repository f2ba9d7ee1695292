import type { DefinitionComparison, FieldChange } from '@switchyard/definition';
import type { JsonValue } from '@switchyard/domain';
import { Badge } from '@switchyard/ui';
import { changeLooks } from '../../graph/graph-node-state.ts';

const shorten = (value: JsonValue | undefined): string => {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 140 ? `${text.slice(0, 140)}…` : text;
};

/** What changed between two definitions: per step and path, field by field. */
export const ComparisonList = ({
  comparison,
  onSelect,
}: {
  comparison: DefinitionComparison;
  onSelect?: (id: string) => void;
}) => {
  const elements = [
    ...comparison.nodes.map((change) => ({ ...change, isNode: true })),
    ...comparison.edges.map((change) => ({ ...change, isNode: false })),
  ];
  if (comparison.isSame) return <p className="text-muted text-sm">Nothing but places on the canvas differs.</p>;
  return (
    <ul className="flex flex-col divide-y divide-line rounded-sm border border-line">
      {elements.map(({ id, label, kind, changes, isNode }) => (
        <li key={`${isNode ? 'node' : 'edge'} ${id}`} className="flex flex-col gap-1.5 p-2.5 text-sm">
          <div className="flex items-center gap-2">
            <Badge tone={changeLooks[kind].tone}>{changeLooks[kind].word}</Badge>
            {onSelect && isNode ? (
              <button
                type="button"
                className="truncate text-left text-ink hover:underline"
                onClick={() => onSelect(id)}
              >
                {label}
              </button>
            ) : (
              <span className="truncate text-ink">{label}</span>
            )}
            {isNode ? null : <span className="text-faint text-xs">path</span>}
          </div>
          {changes.length > 0 ? <FieldChanges changes={changes} /> : null}
        </li>
      ))}
      {comparison.settings.length > 0 ? (
        <li className="flex flex-col gap-1.5 p-2.5 text-sm">
          <div className="flex items-center gap-2">
            <Badge tone={changeLooks.changed.tone}>{changeLooks.changed.word}</Badge>
            <span className="text-ink">Workflow settings</span>
          </div>
          <FieldChanges changes={comparison.settings} />
        </li>
      ) : null}
    </ul>
  );
};

const FieldChanges = ({ changes }: { changes: readonly FieldChange[] }) => (
  <dl className="flex flex-col gap-1 text-xs">
    {changes.map(({ path, before, after }) => (
      <div key={path} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)] gap-x-3">
        <dt className="truncate font-mono text-muted" title={path}>
          {path.replace(/^(config|settings)\./, '')}
        </dt>
        <dd className="min-w-0 break-words font-mono">
          <del className="text-failed">{shorten(before)}</del>{' '}
          <ins className="text-done no-underline">{shorten(after)}</ins>
        </dd>
      </div>
    ))}
  </dl>
);
