import { type DraftNode, nodeIdSchema } from '@switchyard/domain';
import { Field, Input } from '@switchyard/ui';
import { useState } from 'react';
import { useDispatch, useDraft } from '../builder-context.ts';
import { renameNodeId } from '../model/edits.ts';

/** The node's name in expressions; renaming follows it into every expression that reads it. */
export const NodeIdField = ({ node }: { node: DraftNode }) => {
  const draft = useDraft();
  const dispatch = useDispatch();
  const [id, setId] = useState(node.id);
  const parsed = nodeIdSchema.safeParse(id);
  const isTaken = id !== node.id && draft.nodes.some((each) => each.id === id);
  const error = isTaken ? 'Another step has this name.' : parsed.error?.issues[0]?.message;
  const rename = () => {
    if (error) return setId(node.id);
    const select = { nodeIds: [id], edgeIds: [] };
    dispatch({ type: 'edit', label: 'Rename in expressions', edit: renameNodeId(node.id, id), select });
  };
  return (
    <Field
      label="Name in expressions"
      hint={`Read its result as steps.${node.id}.output. Renaming changes every expression that does.`}
      error={error}
      isRequired
    >
      {(control) => (
        <Input
          {...control}
          className="font-mono text-xs"
          value={id}
          onChange={({ target }) => setId(target.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === 'Enter' && rename()}
        />
      )}
    </Field>
  );
};
