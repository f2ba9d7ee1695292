import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isConsistent, isConsistentSubtree, isIncluded, isIncludedInSubtree } from '../src/index.ts';
import { dataFolder } from './data-folder.env.ts';

/** Go writes empty lists as null. */
const bytes = z.string().transform((text) => Buffer.from(text, 'base64'));
const proof = z
  .array(bytes)
  .nullable()
  .transform((hashes) => hashes ?? []);
const expectation = { desc: z.string(), wantErr: z.boolean() };

const families = {
  inclusion: z
    .object({ leafIdx: z.number(), treeSize: z.number(), root: bytes, leafHash: bytes, proof, ...expectation })
    .transform((v) => ({ ...v, holds: isIncluded({ ...v, index: v.leafIdx, size: v.treeSize }) })),
  consistency: z
    .object({ size1: z.number(), size2: z.number(), root1: bytes, root2: bytes, proof, ...expectation })
    .transform((v) => ({
      ...v,
      holds: isConsistent({ ...v, oldSize: v.size1, size: v.size2, oldRoot: v.root1, root: v.root2 }),
    })),
  subtreeinclusion: z
    .object({
      leafIdx: z.number(),
      start: z.number(),
      end: z.number(),
      root: bytes,
      leafHash: bytes,
      proof,
      ...expectation,
    })
    .transform((v) => ({ ...v, holds: isIncludedInSubtree({ ...v, index: v.leafIdx }) })),
  subtreeconsistency: z
    .object({ start: z.number(), end: z.number(), size: z.number(), root1: bytes, root2: bytes, proof, ...expectation })
    .transform((v) => ({ ...v, holds: isConsistentSubtree({ ...v, subtreeRoot: v.root1, root: v.root2 }) })),
};

const folder = join(dataFolder(resolve(import.meta.dirname, '../../..')), 'merkle-vectors');
const isPresent = existsSync(folder);

describe.skipIf(!isPresent)(`published proof vectors${isPresent ? '' : ` (skipped: ${folder} is missing)`}`, () => {
  const results = Object.entries(families).flatMap(([family, schema]) =>
    globSync(join(folder, family, '**/*.json')).map((path) => {
      const { desc, wantErr, holds } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
      return { vector: `${path.slice(folder.length + 1)}: ${desc}`, wantErr, holds };
    }),
  );

  test('all 518 are judged as published', () => {
    expect(results).toHaveLength(518);
    expect(results.filter(({ holds, wantErr }) => holds === wantErr)).toEqual([]);
  });

  test('482 of them are refused', () => {
    expect(results.filter(({ holds }) => !holds)).toHaveLength(482);
  });
});
