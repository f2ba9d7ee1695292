export interface Shortcut {
  /** `j`, `g i` (one after the other), `mod+k` (Ctrl or ⌘), `?`. */
  readonly keys: string;
  readonly description: string;
  /** Heading in the keyboard help. */
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** A second key of a sequence must follow within this time. */
const sequenceMs = 900;

let shortcuts: readonly Shortcut[] = [];
let pressed: { readonly keys: string; readonly at: number } = { keys: '', at: 0 };
const listeners = new Set<() => void>();

const notify = () => {
  for (const listener of listeners) listener();
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="combobox"], [role="textbox"]') !== null);

/** Menus type ahead and dialogs have keys of their own. */
const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"], dialog[open]') !== null;

const nameOf = (event: KeyboardEvent): string => {
  const key = event.key.toLowerCase();
  const isMod = event.metaKey || event.ctrlKey;
  return isMod ? `mod+${key}` : key;
};

const find = (keys: string) => shortcuts.findLast((shortcut) => shortcut.keys === keys);

const onKeyDown = (event: KeyboardEvent) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const key = nameOf(event);
  const isModified = key.startsWith('mod+');
  if (!isModified && (isTyping(event.target) || isElsewhere(event.target))) return;
  const sequence = event.timeStamp - pressed.at < sequenceMs && pressed.keys !== '' ? `${pressed.keys} ${key}` : key;
  const shortcut = find(sequence) ?? find(key);
  const isPrefix = shortcuts.some((each) => each.keys.startsWith(`${key} `));
  pressed = { keys: !shortcut && isPrefix ? key : '', at: event.timeStamp };
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run(event);
};

/** Adds a shortcut until the returned function is called; of two for the same keys the later wins. */
export const addShortcut = (shortcut: Shortcut): (() => void) => {
  if (shortcuts.length === 0) document.addEventListener('keydown', onKeyDown);
  shortcuts = [...shortcuts, shortcut];
  notify();
  return () => {
    shortcuts = shortcuts.filter((each) => each !== shortcut);
    if (shortcuts.length === 0) document.removeEventListener('keydown', onKeyDown);
    notify();
  };
};

export const listShortcuts = (): readonly Shortcut[] => shortcuts;

export const subscribeToShortcuts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
