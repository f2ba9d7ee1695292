import { type BoundaryForm, boundaryForms } from '@switchyard/definition';
import { boundaryNodeKinds, type DraftNode, type JsonObject, nodeIdSchema } from '@switchyard/domain';
import { Button, Field, IconButton, Input } from '@switchyard/ui';
import { Plus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { boundaryAppearance } from '../../graph/node-kind-appearance.ts';
import { useDispatch } from '../builder-context.ts';
import { readPath, writePath } from '../model/config-path.ts';
import { renameBoundary, setBoundary } from '../model/edits.ts';
import { nextBoundaryId } from '../model/next-id.ts';
import { AddPathButton } from './add-path-button.tsx';
import { FieldContext, useFieldProblem, useFields } from './field-context.ts';

const formOf = (event: JsonObject): BoundaryForm | undefined => boundaryForms.find(({ on }) => on === event.on);

/** What may happen to a step while it is under way, each with a way of its own. */
export const BoundarySection = ({ node }: { node: DraftNode }) => {
  const dispatch = useDispatch();
  const events = node.boundary ?? [];
  if (!boundaryNodeKinds.has(node.kind) && events.length === 0) return null;
  const add = ({ stem, defaults, title }: BoundaryForm) => {
    const event = { id: nextBoundaryId(node, stem), ...defaults };
    const label = `Add ${title.toLowerCase()}`;
    dispatch({ type: 'edit', label, edit: setBoundary(node.id, [...events, event]) });
  };
  return (
    <section aria-label="Boundary events" className="flex flex-col gap-2">
      <h3 className="font-medium text-ink text-sm">Boundary events</h3>
      <p className="-mt-1 text-muted text-xs">What may happen while this step is under way, and where it leads.</p>
      <ol className="flex flex-col gap-2 empty:hidden">
        {events.map((event, index) => (
          <li key={`${node.id} ${index.toString()}`}>
            <EventForm node={node} event={event} index={index} />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-1">
        {boundaryForms.map((form) => (
          <Button key={form.on} size="sm" variant="ghost" title={form.description} onClick={() => add(form)}>
            <Plus aria-hidden />
            {form.title}
          </Button>
        ))}
      </div>
    </section>
  );
};

interface EventFormProps {
  readonly node: DraftNode;
  readonly event: JsonObject;
  readonly index: number;
}

const EventForm = ({ node, event, index }: EventFormProps) => {
  const dispatch = useDispatch();
  const fields = useFields();
  const form = formOf(event);
  const id = typeof event.id === 'string' ? event.id : '';
  const problem = useFieldProblem(`boundary.${index}`);
  const remove = () => {
    const rest = (node.boundary ?? []).filter((_, at) => at !== index);
    dispatch({ type: 'edit', label: 'Remove an event', edit: setBoundary(node.id, rest) });
  };
  // Fields write into the node's events here, not into its config.
  const inner = useMemo(
    () => ({
      ...fields,
      set: (path: string, value: Parameters<typeof fields.set>[1]) => {
        const written = writePath({ boundary: node.boundary ?? [] }, path, value).boundary;
        const next = Array.isArray(written) ? written.filter(isEvent) : [];
        const mergeKey = `boundary:${node.id}:${path}`;
        dispatch({ type: 'edit', label: 'Change an event', edit: setBoundary(node.id, next), mergeKey });
      },
    }),
    [dispatch, fields, node],
  );
  if (!form) return null;
  const { icon: Icon } = boundaryAppearance[form.on];
  const { Editor } = fields;
  return (
    <FieldContext value={inner}>
      <div className="flex flex-col gap-3 rounded-sm border border-line p-3">
        <div className="-my-1 flex items-center gap-2">
          <Icon aria-hidden className="size-4 text-muted" />
          <span className="flex-1 font-medium text-ink text-sm">{form.title}</span>
          <AddPathButton node={node} port={id} label="Lead it somewhere" />
          <IconButton label={`Remove ${form.title.toLowerCase()} ${index + 1}`} size="sm" onClick={remove}>
            <X aria-hidden />
          </IconButton>
        </div>
        {form.fields.map((field) => {
          const path = `boundary.${index}.${field.path}`;
          return <Editor key={field.path} field={field} path={path} value={readPath(event, field.path)} />;
        })}
        <EventName key={id} node={node} id={id} path={`boundary.${index}.id`} />
        {problem ? <p className="text-failed text-xs">{problem.message}</p> : null}
      </div>
    </FieldContext>
  );
};

const isEvent = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The event's name; its path follows a change. */
const EventName = ({ node, id, path }: { node: DraftNode; id: string; path: string }) => {
  const dispatch = useDispatch();
  const [name, setName] = useState(id);
  const problem = useFieldProblem(path);
  const error = nodeIdSchema.safeParse(name).error?.issues[0]?.message ?? problem?.message;
  const rename = () => {
    if (name === id) return;
    if (!nodeIdSchema.safeParse(name).success) return setName(id);
    dispatch({ type: 'edit', label: 'Rename an event', edit: renameBoundary(node.id, id, name) });
  };
  return (
    <Field label="Name" error={error} isRequired>
      {(control) => (
        <Input
          {...control}
          className="font-mono text-xs"
          value={name}
          onChange={({ target }) => setName(target.value)}
          onBlur={rename}
          onKeyDown={({ key }) => key === 'Enter' && rename()}
        />
      )}
    </Field>
  );
};
