import { listInbox, listRuns } from '@switchyard/application';
import type { UserActor } from '@switchyard/domain';
import type { BenchInstallation } from '../installation/open-installation.ts';
import { percentile, round } from '../measure/percentile.ts';

export interface ListTimes {
  readonly newestP95Ms: number;
  readonly deepP95Ms: number;
  readonly ofWorkflowP95Ms: number;
  readonly failedP95Ms: number;
  readonly inboxP95Ms: number;
}

const p95 = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  const latenciesMs: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const startedAt = performance.now();
    await work();
    latenciesMs.push(performance.now() - startedAt);
  }
  return round(percentile(latenciesMs.slice(5), 95));
};

/** The id that a run of half a year ago would have: a page in the middle of the history. */
const cursorInTheMiddle = (): string => {
  const hex = (Date.now() - 182 * 86_400_000).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
};

/** What a person waits for who looks at runs and at the inbox. */
export const timeLists = async ({ app }: BenchInstallation, person: UserActor): Promise<ListTimes> => {
  const page = (input: Parameters<typeof listRuns>[2]) => p95(105, () => listRuns(app, person, input));
  return {
    newestP95Ms: await page({}),
    deepP95Ms: await page({ cursor: cursorInTheMiddle() as never }),
    ofWorkflowP95Ms: await page({ workflowSlug: 'bench-w3' }),
    failedP95Ms: await page({ status: 'failed' }),
    inboxP95Ms: await p95(13, () => listInbox(app, person, {})),
  };
};
