import type { DataClass, DataSchema, DraftDefinition, ServerTool, SourceAuthority } from '@switchyard/domain';

export interface LoadedDraft {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly draft: DraftDefinition;
  readonly revision: number;
  /** ISO instant of the last save. */
  readonly savedAt: string;
  /** Who saved last, for a conflict; empty when unknown. */
  readonly savedBy: string;
  readonly currentVersion: {
    readonly number: number;
    readonly hash: string;
    readonly definition: DraftDefinition;
  } | null;
  /** Where a webhook trigger is called, once the workflow has been published with one. */
  readonly webhookUrl: string | null;
}

export type SaveResult =
  | { readonly ok: true; readonly revision: number; readonly savedAt: string }
  /** Somebody saved in between; nothing was written. */
  | { readonly ok: false };

export interface PublishedVersion {
  readonly number: number;
  readonly hash: string;
  /** What may be published and yet needs a look, gates that nobody could pass today among it. */
  readonly warnings: readonly { readonly message: string }[];
  /** A webhook that is new with this version; its secret is shown only now. */
  readonly newWebhook: { readonly url: string; readonly secret: string } | null;
}

/** What the builder needs of the server. Rejects when the server cannot be reached or refuses. */
export interface BuilderApi {
  readonly loadDraft: () => Promise<LoadedDraft>;
  readonly saveDraft: (input: { readonly draft: DraftDefinition; readonly revision: number }) => Promise<SaveResult>;
  /** What keeps the code of a script step from being compiled, with line and column; null when nothing does. */
  readonly checkScript: (code: string) => Promise<string | null>;
  readonly publish: (input: { readonly note: string; readonly revision: number }) => Promise<PublishedVersion>;
}

/** What exists outside the definition; a list left out is unknown and typed by hand. */
export interface BuilderReferences {
  readonly tasks?: readonly {
    readonly slug: string;
    readonly name: string;
    readonly qualityTarget: number;
    readonly input?: DataSchema;
    readonly output?: DataSchema;
  }[];
  readonly sources?: readonly { readonly slug: string; readonly name: string; readonly authority: SourceAuthority }[];
  readonly workflows?: readonly {
    readonly slug: string;
    readonly name: string;
    readonly isPublished: boolean;
    readonly input?: DataSchema | null;
    readonly outputs?: readonly string[];
  }[];
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly secrets?: readonly string[];
  readonly calendars?: readonly { readonly slug: string; readonly name: string }[];
  readonly toolServers?: readonly {
    readonly slug: string;
    readonly name: string;
    readonly dataClassMax: DataClass;
    readonly tools: readonly ServerTool[];
  }[];
}
