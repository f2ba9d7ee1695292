import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type PayloadKey, type PayloadStore, payloadHash, payloadPath } from '../src/payloads/payload-store.ts';

export interface StoreUnderTest {
  readonly store: () => PayloadStore;
  /** Contents stored so far. */
  countStored(): Promise<number> | number;
  /** Changes content behind the store's back. */
  overwrite(path: string, bytes: Buffer): Promise<void> | void;
}

const keyOf = (bytes: Uint8Array, organisationId: string = randomUUID()): PayloadKey => ({
  organisationId,
  hash: payloadHash(bytes),
});

/** What every store promises, run on each. */
export const describePayloadStore = ({ store, countStored, overwrite }: StoreUnderTest): void => {
  test('gives back what was put, byte for byte, also when it is empty or large', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('{"ü":1}'), randomBytes(5_000_000)]) {
      const key = keyOf(bytes);
      await store().put(key, bytes);
      expect((await store().get(key)).equals(bytes)).toBe(true);
    }
  });

  test('stores the same content once, also when twenty write it at the same time', async () => {
    const bytes = randomBytes(300_000);
    const key = keyOf(bytes);
    const before = await countStored();
    await Promise.all(Array.from({ length: 20 }, () => store().put(key, bytes)));
    await store().put(key, bytes);
    expect(await countStored()).toBe(before + 1);
    expect((await store().get(key)).equals(bytes)).toBe(true);
  });

  test('keeps organisations apart: the hash of another reads nothing', async () => {
    const bytes = randomBytes(1000);
    const key = keyOf(bytes);
    await store().put(key, bytes);
    await expect(store().get(keyOf(bytes))).rejects.toMatchObject({ code: 'payload_lost' });
  });

  test('refuses keys that could leave their folder', async () => {
    const hash = payloadHash(Buffer.from('x'));
    for (const key of [
      { organisationId: '../other', hash },
      { organisationId: randomUUID(), hash: `../${hash}` },
      { organisationId: randomUUID(), hash: hash.toUpperCase() },
    ]) {
      await expect(store().get(key)).rejects.toMatchObject({ code: 'internal' });
    }
  });

  test('says which payload is missing and what to do', async () => {
    const key = keyOf(randomBytes(10));
    await expect(store().get(key)).rejects.toMatchObject({
      code: 'payload_lost',
      message: expect.stringMatching(new RegExp(`${key.hash} is missing in .+Restore .+ from a backup`)),
    });
  });

  test('says so when content does not have the hash it is stored under', async () => {
    const bytes = randomBytes(1000);
    const key = keyOf(bytes);
    await store().put(key, bytes);
    await overwrite(payloadPath(key), randomBytes(1000));
    await expect(store().get(key)).rejects.toMatchObject({
      code: 'payload_lost',
      message: expect.stringContaining(`${key.hash} is damaged`),
    });
  });

  test('replaces content that was cut short when it is put again', async () => {
    const bytes = randomBytes(1000);
    const key = keyOf(bytes);
    await store().put(key, bytes);
    await overwrite(payloadPath(key), bytes.subarray(0, 400));
    await store().put(key, bytes);
    expect((await store().get(key)).equals(bytes)).toBe(true);
  });

  test('removes, and removing again is fine', async () => {
    const bytes = randomBytes(1000);
    const key = keyOf(bytes);
    await store().put(key, bytes);
    await store().remove(key);
    await store().remove(key);
    await expect(store().get(key)).rejects.toMatchObject({ code: 'payload_lost' });
  });
};
