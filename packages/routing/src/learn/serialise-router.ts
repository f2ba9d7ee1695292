import { DomainError } from '@switchyard/domain';
import { z } from 'zod';
import type { LearnedRouter } from './learn-router.ts';

const tag = 'f64:';

/** A router as JSON that gives the same decisions when it is read again; typed arrays become base64, so nothing is rounded. */
export const serialiseRouter = (router: LearnedRouter): string =>
  JSON.stringify(router, (_, value: unknown) =>
    value instanceof Float64Array
      ? tag + Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : value,
  );

const reviveArray = (_: string, value: unknown): unknown => {
  if (typeof value !== 'string' || !value.startsWith(tag)) return value;
  const bytes = Buffer.from(value.slice(tag.length), 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const headSchema = z.looseObject({
  v: z.literal(1),
  reference: z.string(),
  plans: z.array(z.unknown()),
  points: z.array(z.unknown()),
});

/** Reads what `serialiseRouter` wrote. Throws DomainError `misconfigured` for anything else. */
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
