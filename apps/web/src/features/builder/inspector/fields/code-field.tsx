import { Textarea } from '@switchyard/ui';
import { useRef } from 'react';
import { useFields } from '../field-context.ts';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { Labelled } from './labelled.tsx';

const fewestLines = 8;
const mostLines = 24;

/** Program text with its line numbers. Tab leaves the field, as it does everywhere. */
export const CodeField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const numbers = useRef<HTMLDivElement>(null);
  const code = textOf(value);
  const count = code.split('\n').length;
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <div className="relative">
          <div
            ref={numbers}
            aria-hidden
            className="absolute inset-y-px left-px w-9 overflow-hidden rounded-l-sm border-line border-r bg-sunken py-1.5 pr-2 text-right font-mono text-faint text-xs leading-5"
          >
            {Array.from({ length: count }, (_, index) => (
              <div key={`line ${index.toString()}`}>{index + 1}</div>
            ))}
          </div>
          <Textarea
            {...control}
            isCode
            value={code}
            rows={Math.max(fewestLines, Math.min(mostLines, count + 1))}
            maxLength={field.maxLength}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            className="resize-y overflow-x-auto whitespace-pre pl-11 text-xs leading-5"
            onScroll={({ currentTarget }) => numbers.current?.scrollTo({ top: currentTarget.scrollTop })}
            onChange={({ target }) => set(path, target.value)}
          />
        </div>
      )}
    </Labelled>
  );
};
