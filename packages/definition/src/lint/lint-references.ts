import type { DataClass, DataSchema, SourceAuthority } from '@switchyard/domain';

/** What exists outside the definition. A list left out is not checked. */
export interface LintReferences {
  readonly tasks?: readonly {
    readonly slug: string;
    readonly input?: DataSchema;
    readonly output?: DataSchema;
    readonly dataClass?: DataClass;
  }[];
  readonly sources?: readonly { readonly slug: string; readonly authority: SourceAuthority }[];
  /** Without a published version nothing can be run. */
  readonly workflows?: readonly {
    readonly slug: string;
    readonly isPublished: boolean;
    /** What a run of the published version takes. Not given, or null: anything. */
    readonly input?: DataSchema | null | undefined;
    /** Names of what the ends of the published version give. Not given: not checked. */
    readonly outputs?: readonly string[] | undefined;
  }[];
  /** Slug of the workflow itself, which may run itself. */
  readonly ownSlug?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly secrets?: readonly string[];
  readonly calendars?: readonly { readonly slug: string }[];
  /** Tool servers, with their tools as they were listed last. */
  readonly toolServers?: readonly {
    readonly slug: string;
    readonly dataClassMax: DataClass;
    readonly tools: readonly { readonly name: string; readonly digest: string; readonly problem: string | null }[];
  }[];
}
