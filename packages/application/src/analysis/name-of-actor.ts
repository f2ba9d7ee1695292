import type { Actor } from '@switchyard/domain';

export interface NamedActor {
  /** Of a person; null for anybody else. */
  readonly id: string | null;
  readonly label: string;
}

/** Who did it, for a ledger that people read. */
export const nameOfActor = (actor: Actor): NamedActor => ({
  id: actor.kind === 'user' ? actor.userId : null,
  label: actor.name,
});
