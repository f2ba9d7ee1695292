import { setTimeout as delay } from 'node:timers/promises';

export interface StartOptions {
  /** Where runs of one workflow are started. */
  readonly url: string;
  readonly key: string;
  /** The runs' idempotency keys begin with this. */
  readonly prefix?: string;
  readonly count: number;
  readonly inFlight: number;
}

/** What a careful customer's system does: sends each start under its own key until it is accepted. */
export const startUntilAccepted = async ({
  url,
  key,
  prefix = 'start',
  count,
  inFlight,
}: StartOptions): Promise<void> => {
  let next = 0;
  const send = async (idempotencyKey: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ input: {}, idempotencyKey });
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => null);
    if (response !== null && response.status >= 400 && response.status < 500) {
      throw new Error(`A start was refused with ${response.status}: ${await response.text()}`);
    }
    await response?.body?.cancel();
    return response?.ok ?? false;
  };
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      while (!(await send(`${prefix}-${index}`))) await delay(50);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
};
