import { Button, cx, IconButton } from '@switchyard/ui';
import { ArrowUp, Plus, X } from 'lucide-react';
import { readPath } from '../../model/config-path.ts';
import { useFieldProblem, useFields } from '../field-context.ts';
import { expressionError } from './expression-fields.tsx';
import { type FieldEditorProps, textOf, textsOf } from './field-props.ts';
import { LabelledGroup } from './labelled.tsx';
import { emptyRule, readRules, type TableRule, writeRules } from './table-rules.ts';

const cellStyle =
  'h-8 w-full min-w-24 bg-transparent px-2 font-mono text-ink text-xs outline-none placeholder:text-faint focus:bg-accent-soft';

/** A decision table as a grid: one row per rule, conditions left of the line, results right of it. */
export const TableField = ({ field, path, value }: FieldEditorProps) => {
  const { node, set } = useFields();
  const inputs = Array.isArray(node.config.inputs) ? node.config.inputs : [];
  const outputs = textsOf(node.config.outputs);
  const rules = readRules(value, inputs.length, outputs.length);
  const write = (next: readonly TableRule[]) => set(path, writeRules(next));
  const moveUp = (index: number) => {
    const [rule, before] = [rules[index], rules[index - 1]];
    if (rule && before) write(rules.with(index - 1, rule).with(index, before));
  };
  return (
    <LabelledGroup field={field} path={path}>
      <div className="overflow-x-auto rounded-sm border border-line">
        <table className="w-full border-collapse text-xs">
          <caption className="sr-only">Rules, tried from top to bottom</caption>
          <thead>
            <tr className="border-line border-b bg-sunken text-left text-muted">
              <th scope="col" className="w-8 px-2 py-1.5 font-medium">
                #
              </th>
              {inputs.map((_, column) => (
                <th key={`in${column.toString()}`} scope="col" className="px-2 py-1.5 font-medium">
                  {textOf(readPath(inputs, `${column}.label`)) || `Input ${column + 1}`}
                </th>
              ))}
              {outputs.map((name, column) => (
                <th
                  key={name}
                  scope="col"
                  className={cx('px-2 py-1.5 font-medium font-mono', column === 0 && 'border-line-strong border-l-2')}
                >
                  {name}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule, index) => (
              <RuleRow
                key={`rule${index.toString()}`}
                rule={rule}
                index={index}
                path={`${path}.${index}`}
                onChange={(next) => write(rules.with(index, next))}
                onRemove={() => write(rules.filter((_, at) => at !== index))}
                onMoveUp={() => moveUp(index)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Button
        size="sm"
        variant="ghost"
        className="self-start"
        onClick={() => write([...rules, emptyRule(inputs.length, outputs.length)])}
      >
        <Plus aria-hidden />
        Add a rule
      </Button>
    </LabelledGroup>
  );
};

interface RuleRowProps {
  readonly rule: TableRule;
  readonly index: number;
  readonly path: string;
  readonly onChange: (rule: TableRule) => void;
  readonly onRemove: () => void;
  readonly onMoveUp: () => void;
}

const RuleRow = ({ rule, index, path, onChange, onRemove, onMoveUp }: RuleRowProps) => {
  const problem = useFieldProblem(path, true);
  return (
    <tr
      className={cx('border-line border-b last:border-b-0', problem?.severity === 'error' && 'bg-failed-soft')}
      title={problem?.message}
    >
      <td className="px-2 text-muted tabular-nums">{index + 1}</td>
      {rule.when.map((cell, column) => (
        <Cell
          key={`when${column.toString()}`}
          label={`Rule ${index + 1}, condition ${column + 1}`}
          value={cell}
          placeholder="any"
          onChange={(next) => onChange({ ...rule, when: rule.when.with(column, next) })}
        />
      ))}
      {rule.output.map((cell, column) => (
        <Cell
          key={`output${column.toString()}`}
          label={`Rule ${index + 1}, result ${column + 1}`}
          value={cell}
          isFirstOutput={column === 0}
          onChange={(next) => onChange({ ...rule, output: rule.output.with(column, next) })}
        />
      ))}
      <td className="whitespace-nowrap">
        <IconButton label={`Move rule ${index + 1} up`} size="sm" disabled={index === 0} onClick={onMoveUp}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton label={`Remove rule ${index + 1}`} size="sm" onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </td>
    </tr>
  );
};

interface CellProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isFirstOutput?: boolean;
  readonly onChange: (value: string) => void;
}

const Cell = ({ label, value, placeholder, isFirstOutput, onChange }: CellProps) => {
  const error = expressionError(value);
  return (
    <td className={cx('border-line border-l p-0', isFirstOutput && 'border-line-strong border-l-2')}>
      <input
        aria-label={label}
        aria-invalid={error ? true : undefined}
        title={error}
        placeholder={placeholder}
        value={value}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
        className={cx(cellStyle, error && 'text-failed')}
      />
    </td>
  );
};
