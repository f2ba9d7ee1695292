import type { DataSchema, SourceAuthority } from '@switchyard/domain';

/** What exists outside the definition. A list left out is not checked. */
export interface LintReferences {
  readonly tasks?: readonly { readonly slug: string; readonly input?: DataSchema; readonly output?: DataSchema }[];
  readonly sources?: readonly { readonly slug: string; readonly authority: SourceAuthority }[];
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly secrets?: readonly string[];
  readonly calendars?: readonly { readonly slug: string }[];
}
