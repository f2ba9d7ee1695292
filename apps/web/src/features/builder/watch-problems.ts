import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import type { BuilderStore } from './model/builder-store.ts';

const pauseMs = 200;

export interface WatchOptions {
  readonly store: Pick<BuilderStore, 'get' | 'subscribe'>;
  readonly lint: (draft: DraftDefinition) => readonly DefinitionProblem[];
  readonly onProblems: (problems: readonly DefinitionProblem[]) => void;
  /** Where the pointer goes down and up. */
  readonly pointer: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
}

/** Which steps there are and how they are connected; typing does not change it. */
const shapeOf = ({ nodes, edges }: DraftDefinition): string =>
  JSON.stringify([nodes.map(({ id }) => id), edges.map(({ from, port, to }) => [from, port, to])]);

/**
 * Says what is wrong with the draft: at once when a step or a path comes or goes, a moment after the last key while
 * somebody types, and never while the pointer is down. A message moves what stands below it, and what moves between
 * press and release is not clicked.
 *
 * @returns how to stop.
 */
export const watchProblems = ({ store, lint, onProblems, pointer }: WatchOptions): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let linted: DraftDefinition | undefined;
  let shape = '';
  let isPressed = false;
  let isHeldBack = false;
  const run = () => {
    clearTimeout(timer);
    const { draft } = store.get();
    isHeldBack = isPressed && draft !== linted;
    if (isHeldBack || draft === linted) return;
    linted = draft;
    shape = shapeOf(draft);
    onProblems(lint(draft));
  };
  const onChange = () => {
    const { draft } = store.get();
    if (draft === linted) return;
    clearTimeout(timer);
    timer = setTimeout(run, pauseMs);
    if (shapeOf(draft) !== shape) run();
  };
  const onDown = () => {
    isPressed = true;
  };
  const onUp = () => {
    isPressed = false;
    // Behind the click that follows the release.
    if (isHeldBack) timer = setTimeout(run);
  };
  const releases = ['pointerup', 'pointercancel', 'dragend'];
  run();
  const stop = store.subscribe(onChange);
  pointer.addEventListener('pointerdown', onDown, true);
  for (const release of releases) pointer.addEventListener(release, onUp, true);
  return () => {
    clearTimeout(timer);
    stop();
    pointer.removeEventListener('pointerdown', onDown, true);
    for (const release of releases) pointer.removeEventListener(release, onUp, true);
  };
};
