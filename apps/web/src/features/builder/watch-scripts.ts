import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import type { BuilderApi } from './model/builder-api.ts';
import type { BuilderStore } from './model/builder-store.ts';

/** Code → what keeps it from being compiled, or null; of the code that was asked about. */
export type CheckedScripts = ReadonlyMap<string, string | null>;

const pauseMs = 400;
/** Code longer than this is refused with the rest of the step's settings. */
const codeMax = 50_000;

const scriptsOf = ({ nodes }: DraftDefinition) =>
  nodes.flatMap(({ id, name, kind, config: { code } }) =>
    kind === 'script' && typeof code === 'string' && code !== '' && code.length <= codeMax ? [{ id, name, code }] : [],
  );

/** The scripts of the draft that cannot be compiled, as far as they have been looked at. */
export const listScriptProblems = (draft: DraftDefinition, checked: CheckedScripts): DefinitionProblem[] =>
  scriptsOf(draft).flatMap(({ id, name, code }) => {
    const problem = checked.get(code);
    if (!problem) return [];
    return [
      {
        severity: 'error' as const,
        rule: 'script-syntax',
        message: `“${name}”: ${problem}.`,
        nodeId: id,
        path: 'code',
      },
    ];
  });

export interface WatchScriptsOptions {
  readonly store: Pick<BuilderStore, 'get' | 'subscribe'>;
  readonly checkScript: BuilderApi['checkScript'];
  readonly onChecked: (checked: CheckedScripts) => void;
}

/**
 * Asks what is wrong with scripts, a moment after the last key, once for each code. Where the server does not answer nothing is
 * said: it looks again when the workflow is published.
 *
 * @returns how to stop.
 */
export const watchScripts = ({ store, checkScript, onChecked }: WatchScriptsOptions): (() => void) => {
  let checked: CheckedScripts = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const codes = [...new Set(scriptsOf(store.get().draft).map(({ code }) => code))];
    const fresh = codes.filter((code) => !checked.has(code));
    const answers = await Promise.all(
      fresh.map(async (code): Promise<[string, string | null][]> => {
        try {
          return [[code, await checkScript(code)]];
        } catch {
          return [];
        }
      }),
    );
    const learnt = answers.flat();
    if (isStopped || learnt.length === 0) return;
    // Of the code that stands there now, and no more: what was typed on the way is forgotten.
    const kept = [...checked].filter(([code]) => codes.includes(code));
    checked = new Map([...kept, ...learnt]);
    onChecked(checked);
  };
  const onChange = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), pauseMs);
  };
  void look();
  const stop = store.subscribe(onChange);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stop();
  };
};
