import { Field, Input, Switch } from '@switchyard/ui';
import { portLabel } from '../../graph/node-kind-appearance.ts';
import { useBuilder, useDispatch, useDraft } from '../builder-context.ts';
import { type DraftEdge, type EdgePatch, patchEdge } from '../model/edits.ts';
import { useCompletions } from './field-context.ts';
import { expressionError } from './fields/expression-fields.tsx';
import { ExpressionInput } from './fields/expression-input.tsx';

/** When a path is taken, and what is written on it. */
export const EdgeInspector = ({ edge }: { edge: DraftEdge }) => {
  const { problems } = useBuilder();
  const draft = useDraft();
  const dispatch = useDispatch();
  // A condition may read the node it leaves, so names are those known behind it.
  const completions = useCompletions(edge.to);
  const nodeOf = (id: string) => draft.nodes.find((each) => each.id === id);
  const nameOf = (id: string) => nodeOf(id)?.name ?? id;
  const way = portLabel(nodeOf(edge.from)?.kind ?? 'set', edge.port).toLowerCase();
  const patch = (change: EdgePatch) =>
    dispatch({
      type: 'edit',
      label: 'Change a path',
      edit: patchEdge(edge.id, change),
      mergeKey: `edge:${edge.id}:${Object.keys(change).join()}`,
    });
  const found = problems.find(({ edgeId }) => edgeId === edge.id);
  const condition = edge.condition ?? '';
  return (
    <div className="flex flex-col gap-5">
      <p className="text-ink text-sm">
        <strong className="font-medium">{nameOf(edge.from)}</strong>
        <span className="text-muted"> {edge.port === 'out' ? '→' : `· ${way} →`} </span>
        <strong className="font-medium">{nameOf(edge.to)}</strong>
      </p>
      <Switch
        label="Otherwise"
        hint="Taken when no other path here is."
        checked={edge.isOtherwise}
        onChange={(isOtherwise) => patch({ isOtherwise })}
      />
      {edge.isOtherwise ? null : (
        <Field
          label="Condition"
          hint={found?.severity === 'warning' ? found.message : 'True or false; without one the path is always taken.'}
          error={expressionError(condition) ?? (found?.severity === 'error' ? found.message : undefined)}
        >
          {(control) => (
            <ExpressionInput
              {...control}
              value={condition}
              rows={2}
              completions={completions}
              placeholder="input.amount > 1000"
              onChange={(next) => patch({ condition: next })}
            />
          )}
        </Field>
      )}
      <Field label="Label" hint="Shown on the canvas instead of the condition.">
        {(control) => (
          <Input
            {...control}
            value={edge.label ?? ''}
            maxLength={120}
            onChange={({ target }) => patch({ label: target.value })}
          />
        )}
      </Field>
    </div>
  );
};
