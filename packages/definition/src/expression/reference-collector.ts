import type { ContextRoot, ExpressionReferences } from './expression-context.ts';

const byKey = ['steps', 'sources', 'vars', 'input'] as const;
type KeyedRoot = (typeof byKey)[number];
const isKeyed = (root: ContextRoot): root is KeyedRoot => byKey.some((each) => each === root);

/** Gathers what expressions read while they are compiled. */
export class ReferenceCollector {
  readonly #roots = new Set<ContextRoot>();
  readonly #keys: Record<KeyedRoot, Set<string>> = {
    steps: new Set(),
    sources: new Set(),
    vars: new Set(),
    input: new Set(),
  };
  #isOpenEnded = false;

  addMember(root: ContextRoot, key: string): void {
    this.#roots.add(root);
    if (isKeyed(root)) this.#keys[root].add(key);
  }

  /** The root is used as a whole, or with a key known only while running. */
  addWhole(root: ContextRoot): void {
    this.#roots.add(root);
    if (root === 'steps' || root === 'sources') this.#isOpenEnded = true;
  }

  addAll(references: ExpressionReferences): void {
    for (const root of references.roots) this.#roots.add(root);
    for (const root of byKey) for (const key of references[root]) this.#keys[root].add(key);
    this.#isOpenEnded ||= references.isOpenEnded;
  }

  get references(): ExpressionReferences {
    return {
      roots: [...this.#roots],
      steps: [...this.#keys.steps],
      sources: [...this.#keys.sources],
      vars: [...this.#keys.vars],
      input: [...this.#keys.input],
      isOpenEnded: this.#isOpenEnded,
    };
  }
}
