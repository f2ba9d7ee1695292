import type { JsonObject } from '@switchyard/domain';
import type { FieldSpec } from './form-field.ts';

/** Words and fields of a node kind. */
export interface NodeKindSpec {
  readonly title: string;
  readonly description: string;
  readonly category: 'work' | 'people' | 'data' | 'flow' | 'repeat' | 'events' | 'ends';
  /** Config of a node fresh from the palette; may still lack what only a person knows. */
  readonly defaultConfig: JsonObject;
  readonly fields: readonly FieldSpec[];
}
