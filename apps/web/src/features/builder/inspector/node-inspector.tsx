import { type FormField, nodeConfigForm } from '@switchyard/definition';
import type { DraftNode } from '@switchyard/domain';
import { Input, Textarea } from '@switchyard/ui';
import { useMemo } from 'react';
import { nodeKindAppearance } from '../../graph/node-kind-appearance.ts';
import { useBuilder, useDispatch, useSetConfig } from '../builder-context.ts';
import { readPath } from '../model/config-path.ts';
import { patchNode } from '../model/edits.ts';
import { BoundarySection } from './boundary-section.tsx';
import { FieldContext, useCompletions, useFields } from './field-context.ts';
import { FieldEditor } from './fields/field-editor.tsx';
import { NodeIdField } from './node-id-field.tsx';
import { NodePaths } from './node-paths.tsx';

/** Whether a field matters with the config as it is. */
const isShown = ({ isShownWhen }: FormField, fields: readonly FormField[], { config }: DraftNode): boolean => {
  if (!isShownWhen) return true;
  const fallback = fields.find(({ path }) => path === isShownWhen.path)?.defaultValue;
  return (readPath(config, isShownWhen.path) ?? fallback) === isShownWhen.is;
};

/** Everything one can set about a node, from the form of its kind. */
export const NodeInspector = ({ node }: { node: DraftNode }) => {
  const { problems } = useBuilder();
  const set = useSetConfig(node.id);
  const completions = useCompletions(node.id);
  const form = nodeConfigForm(node.kind);
  const fields = useMemo(
    () => ({
      node,
      problems: problems.filter(({ nodeId }) => nodeId === node.id),
      completions,
      set,
      Editor: FieldEditor,
    }),
    [node, problems, completions, set],
  );
  const shown = form.fields.filter((field) => isShown(field, form.fields, node));
  const plain = shown.filter((field) => !field.isAdvanced);
  const advanced = shown.filter((field) => field.isAdvanced);
  return (
    <FieldContext value={fields}>
      <div className="flex flex-col gap-5">
        <NodeHeading node={node} />
        <GeneralProblems />
        {plain.map((field) => (
          <FieldEditor key={field.path} field={field} path={field.path} value={readPath(node.config, field.path)} />
        ))}
        <NodePaths node={node} />
        <BoundarySection node={node} />
        <details className="group border-line border-t pt-3">
          <summary className="text-muted text-sm hover:text-ink">More settings</summary>
          <div className="flex flex-col gap-5 pt-4">
            {advanced.map((field) => (
              <FieldEditor key={field.path} field={field} path={field.path} value={readPath(node.config, field.path)} />
            ))}
            <NodeIdField node={node} />
          </div>
        </details>
      </div>
    </FieldContext>
  );
};

const NodeHeading = ({ node }: { node: DraftNode }) => {
  const dispatch = useDispatch();
  const { icon: Icon, label } = nodeKindAppearance[node.kind];
  const patch = (change: { name?: string; description?: string }) =>
    dispatch({
      type: 'edit',
      label: 'Rename',
      edit: patchNode(node.id, change),
      mergeKey: `node:${node.id}:${Object.keys(change).join()}`,
    });
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-start gap-1.5 text-muted text-xs" title={nodeConfigForm(node.kind).description}>
        <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
        {label} · {nodeConfigForm(node.kind).description}
      </p>
      <Input
        aria-label="Name of the step"
        value={node.name}
        maxLength={120}
        className="font-medium text-base"
        onChange={({ target }) => patch({ name: target.value })}
      />
      <Textarea
        aria-label="Description of the step"
        placeholder="What happens here, for the next reader"
        rows={1}
        maxLength={2000}
        value={node.description ?? ''}
        onChange={({ target }) => patch({ description: target.value })}
      />
    </div>
  );
};

/** Problems of the node as a whole: it cannot be reached, it leads nowhere. */
const GeneralProblems = () => {
  const { problems: all } = useFields();
  const problems = all.filter(({ path }) => path === undefined);
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 rounded-sm bg-waiting-soft p-2.5 text-waiting text-xs">
      {problems.map((problem) => (
        <li key={problem.rule + problem.message}>{problem.message}</li>
      ))}
    </ul>
  );
};
