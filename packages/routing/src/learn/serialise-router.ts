import { DomainError } from '@switchyard/domain';
import { z } from 'zod';
import type { LearnedRouter } from './learn-router.ts';

type Packed = Float32Array | Int8Array | Uint8Array;

const kinds = { f32: Float32Array, i8: Int8Array, u8: Uint8Array } as const;
const kindOf = (value: unknown): keyof typeof kinds | null =>
  (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => value instanceof kinds[kind]) ?? null;

/** The format that `serialiseRouter` writes; a task whose newest router is of another is learned again. */
export const routerFormat = 4;

/** A router as JSON that gives the same decisions when it is read again; typed arrays become base64, so nothing is rounded. */
export const serialiseRouter = (router: LearnedRouter): string =>
  JSON.stringify(router, (_, value: unknown) => {
    const packed = kindOf(value);
    if (packed === null) return value;
    const { buffer, byteOffset, byteLength } = value as Packed;
    return { packed, bytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  });

const packedSchema = z.strictObject({ packed: z.enum(['f32', 'i8', 'u8']), bytes: z.string() });

const reviveArray = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('packed' in value)) return value;
  const { data } = packedSchema.safeParse(value);
  if (!data) return value;
  const { buffer, byteOffset, byteLength } = Buffer.from(data.bytes, 'base64');
  return new kinds[data.packed](buffer.slice(byteOffset, byteOffset + byteLength));
};

const headSchema = z.looseObject({
  v: z.literal([2, 3, routerFormat]),
  reference: z.string(),
  plans: z.array(z.unknown()),
  points: z.array(z.unknown()),
});

/** Reads what `serialiseRouter` wrote, here or in a release before. Throws DomainError `misconfigured` for anything else. */
export const parseRouter = (json: string): LearnedRouter => {
  const value: unknown = JSON.parse(json, reviveArray);
  const head = headSchema.safeParse(value);
  if (!head.success) {
    throw new DomainError(
      'misconfigured',
      'The stored router is of a format this release does not read. Learn it again.',
    );
  }
  return value as LearnedRouter;
};
