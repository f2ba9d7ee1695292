import { type JsonValue, jsonValueSchema, type NodeKind, nodeConfigSchemas } from '@switchyard/domain';
import { z } from 'zod';
import type { FieldSpec, FormField } from './form-field.ts';
import type { NodeKindSpec } from './node-kind-spec.ts';
import { nodeKindSpecs } from './node-kind-specs.ts';

export interface NodeConfigForm extends Omit<NodeKindSpec, 'fields'> {
  readonly kind: NodeKind;
  readonly fields: readonly FormField[];
}

/** The part of JSON Schema that forms need. */
const formSchema = z.object({
  enum: z.array(z.string()).optional(),
  default: jsonValueSchema.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
type FormSchema = z.infer<typeof formSchema>;

const read = (schema: unknown): FormSchema => formSchema.safeParse(schema).data ?? {};

/** Walks a dotted path through object schemas; `isRequired` is that of the last step. */
const schemaAt = (root: FormSchema, path: string): { readonly schema: FormSchema; readonly isRequired: boolean } => {
  let schema = root;
  let isRequired = false;
  let defaults: JsonValue | undefined;
  for (const key of path.split('.')) {
    isRequired = schema.required?.includes(key) ?? false;
    const inherited =
      typeof defaults === 'object' && defaults !== null && !Array.isArray(defaults) ? defaults[key] : undefined;
    schema = read(schema.properties?.[key]);
    defaults = inherited ?? schema.default;
  }
  return { schema: defaults === undefined ? schema : { ...schema, default: defaults }, isRequired };
};

const toField = (spec: FieldSpec, root: FormSchema): FormField => {
  const { optionLabels, fields, ...rest } = spec;
  const { schema, isRequired } = schemaAt(root, spec.path);
  const options = schema.enum?.map((value) => ({ value, label: optionLabels?.[value] ?? value }));
  // JSON Schema bounds every integer by the largest exact one; that says nothing to a person.
  const bounds = { minimum: schema.minimum, maximum: schema.maximum, maxLength: schema.maxLength };
  const known = Object.entries(bounds).filter(([, bound]) => bound !== undefined && Math.abs(bound) < 2 ** 53 - 1);
  return {
    ...rest,
    isRequired,
    ...(options ? { options } : {}),
    ...(fields ? { fields: fields.map((each) => toField(each, read(schema.items))) } : {}),
    ...(schema.default === undefined ? {} : { defaultValue: schema.default }),
    ...Object.fromEntries(known),
  };
};

const forms = new Map<NodeKind, NodeConfigForm>();

const buildForm = (kind: NodeKind): NodeConfigForm => {
  const { fields, ...spec } = nodeKindSpecs[kind];
  const root = read(z.toJSONSchema(nodeConfigSchemas[kind], { io: 'input', unrepresentable: 'any', reused: 'inline' }));
  return { kind, ...spec, fields: fields.map((each) => toField(each, root)) };
};

/** Palette entry and inspector form of a node kind; bounds, defaults and options come from its schema. */
export const nodeConfigForm = (kind: NodeKind): NodeConfigForm => {
  const known = forms.get(kind);
  if (known) return known;
  const form = buildForm(kind);
  forms.set(kind, form);
  return form;
};

const kinds: readonly NodeKind[] = Object.keys(nodeKindSpecs).filter(
  (key): key is NodeKind => key in nodeConfigSchemas,
);

/** Every kind in palette order. */
export const listNodeConfigForms = (): NodeConfigForm[] => kinds.map(nodeConfigForm);
