import type { DraftDefinition } from '@switchyard/domain';
import type { SaveResult } from '../model/builder-api.ts';

/**
 * Saves the draft a moment after the last change.
 *
 * - `saved`: the server has what is on the canvas.
 * - `pending`: changed; a save follows.
 * - `saving`: a save is under way; further changes make it `pending` again afterwards.
 * - `offline`: the server did not answer or refused; tried again, later and later.
 * - `conflict`: somebody saved in between. Nothing is sent until a person has chosen.
 */
export type SaveStatus =
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'pending' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'offline'; readonly message: string }
  | { readonly kind: 'conflict' };

export interface AutosavePorts {
  readonly save: (input: { readonly draft: DraftDefinition; readonly revision: number }) => Promise<SaveResult>;
  /** Runs `run` after a delay; returns how to call it off. */
  readonly schedule: (run: () => void, delayMs: number) => () => void;
  /** Called with every status; `saved` and `conflict` also say the revision the draft builds upon. */
  readonly onStatus: (status: SaveStatus) => void;
}

const pauseMs = 700;
const retryFirstMs = 2000;
const retryMaxMs = 30_000;

export class Autosave {
  readonly #ports: AutosavePorts;
  #draft: DraftDefinition;
  /** Null: a save went unanswered, so nobody knows. */
  #savedDraft: DraftDefinition | null;
  #savedAt: string;
  #revision: number;
  #status: SaveStatus;
  #retryMs = retryFirstMs;
  #cancelTimer: () => void = () => undefined;
  #underWay: Promise<void> | null = null;

  constructor(
    ports: AutosavePorts,
    opened: { readonly draft: DraftDefinition; readonly revision: number; readonly savedAt: string },
  ) {
    this.#ports = ports;
    this.#draft = opened.draft;
    this.#savedDraft = opened.draft;
    this.#savedAt = opened.savedAt;
    this.#revision = opened.revision;
    this.#status = { kind: 'saved', at: opened.savedAt };
  }

  get status(): SaveStatus {
    return this.#status;
  }

  get revision(): number {
    return this.#revision;
  }

  get isDirty(): boolean {
    return this.#draft !== this.#savedDraft;
  }

  /** The draft is now this one. */
  change(draft: DraftDefinition): void {
    if (draft === this.#draft) return;
    this.#draft = draft;
    if (this.#status.kind === 'conflict' || this.#status.kind === 'saving') return;
    if (this.isDirty) {
      if (this.#status.kind !== 'offline') this.#say({ kind: 'pending' });
      this.#later(pauseMs);
    } else this.#sayNothingLeft();
  }

  /** Saves without waiting; resolves when nothing is left to save or a person is needed. */
  async saveNow(): Promise<SaveStatus> {
    this.#cancelTimer();
    while (this.#underWay) await this.#underWay;
    if (this.isDirty && this.#status.kind !== 'conflict') {
      this.#underWay = this.#send().finally(() => {
        this.#underWay = null;
      });
      await this.#underWay;
      if (this.#status.kind === 'pending') return this.saveNow();
    }
    if (!this.isDirty && this.#status.kind === 'pending') this.#sayNothingLeft();
    return this.#status;
  }

  /** Somebody else's save was found before anything was sent. */
  meetConflict(): void {
    this.#cancelTimer();
    this.#say({ kind: 'conflict' });
  }

  /** The person has chosen: the draft on the canvas now builds upon `revision`. `theirs` is what the server holds. */
  settle(revision: number, theirs: DraftDefinition, savedAt: string): void {
    this.#revision = revision;
    this.#savedDraft = theirs;
    this.#savedAt = savedAt;
    this.#say(this.isDirty ? { kind: 'pending' } : { kind: 'saved', at: savedAt });
    if (this.isDirty) this.#later(0);
  }

  stop(): void {
    this.#cancelTimer();
  }

  #later(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.schedule(() => {
      this.saveNow().catch(() => undefined);
    }, delayMs);
  }

  async #send(): Promise<void> {
    const draft = this.#draft;
    this.#say({ kind: 'saving' });
    try {
      const result = await this.#ports.save({ draft, revision: this.#revision });
      this.#retryMs = retryFirstMs;
      if (!result.ok) return this.#say({ kind: 'conflict' });
      this.#revision = result.revision;
      this.#savedDraft = draft;
      this.#savedAt = result.savedAt;
      if (!this.isDirty) return this.#say({ kind: 'saved', at: result.savedAt });
      this.#say({ kind: 'pending' });
      this.#later(pauseMs);
    } catch (cause) {
      this.#savedDraft = null;
      this.#say({ kind: 'offline', message: cause instanceof Error ? cause.message : 'The server did not answer.' });
      this.#later(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, retryMaxMs);
    }
  }

  /** Undone and done again: what is on the canvas is what the server has. */
  #sayNothingLeft(): void {
    this.#cancelTimer();
    this.#say({ kind: 'saved', at: this.#savedAt });
  }

  #say(status: SaveStatus): void {
    this.#status = status;
    this.#ports.onStatus(status);
  }
}
