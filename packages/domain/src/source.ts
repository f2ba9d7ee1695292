import { z } from 'zod';
import { dataClassSchema } from './data-class.ts';
import { slugSchema } from './ids.ts';

/** How far a source may be trusted. `untrusted` data may be read and shown, never used to decide alone. */
export const sourceAuthoritySchema = z.enum(['authoritative', 'derived', 'untrusted']);
export type SourceAuthority = z.infer<typeof sourceAuthoritySchema>;

export const sourceFieldSchema = z.strictObject({
  name: z.string().min(1).max(120),
  type: z.enum(['text', 'number', 'boolean', 'date', 'json']),
  description: z.string().max(500).default(''),
});
export type SourceField = z.infer<typeof sourceFieldSchema>;

export const sourceConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upload'), format: z.enum(['csv', 'json', 'text']) }),
  z.strictObject({
    kind: z.literal('http'),
    url: z.url(),
    /** Dotted path to the list of rows inside the reply; empty means the reply itself. */
    rowsPath: z.string().max(200).default(''),
    bearerSecret: z.string().max(120).optional(),
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    /** Name of the stored secret that holds the connection string. */
    connectionSecret: z.string().min(1).max(120),
    schema: z.string().min(1).max(63).default('public'),
    table: z.string().min(1).max(63),
  }),
]);
export type SourceConfig = z.infer<typeof sourceConfigSchema>;
export type SourceKind = SourceConfig['kind'];

export const sourceSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2000).default(''),
  authority: sourceAuthoritySchema,
  dataClass: dataClassSchema,
  /** Older than this, a read fails instead of returning yesterday's truth. Null: no limit. */
  freshnessLimitMinutes: z.int().min(1).max(5_256_000).nullable().default(null),
  fields: z.array(sourceFieldSchema).max(200).default([]),
  config: sourceConfigSchema,
});
export type SourceSpec = z.infer<typeof sourceSpecSchema>;
