import type { BenchInstallation } from '../installation/open-installation.ts';
import type { EndWatch } from './await-end.ts';
import { callWebhook } from './call-webhook.ts';
import { createDecider, listOpen } from './decide-open.ts';
import type { Workload } from './measure-workflow.ts';
import type { Webhook, WorkflowName } from './workflows.ts';

export type WorkloadName = 'W1' | 'W2' | 'W3 parks' | 'W3 resumes';

/** The workloads that peers are measured with. `prepare` is called before one begins: resumes decide what parks left open. */
export interface Workloads {
  readonly all: readonly (Workload & { readonly name: WorkloadName })[];
  prepare(name: WorkloadName): Promise<void>;
}

const nothing = () => 0;

/** Each is done once per call and resolves when its run has ended, or for `W3 parks` waits for its approval. */
export const createWorkloads = async (
  installation: BenchInstallation,
  webhooks: Readonly<Record<WorkflowName, Webhook>>,
  watch: EndWatch,
): Promise<Workloads> => {
  const call = (name: WorkflowName) => callWebhook(webhooks[name], { amount: 12.5 });
  const decide = await createDecider(installation);
  const open: Awaited<ReturnType<typeof listOpen>> = [];
  const startToEnd = async () => {
    const { status } = await call('W1');
    if (status !== 'completed') throw new Error(`A W1 run is ${status}.`);
  };
  const startAndAwait = async () => watch.ended((await call('W2')).runId);
  const decideNext = async () => {
    const request = open.pop();
    if (request) await decide(request);
  };
  return {
    all: [
      { name: 'W1', work: startToEnd, ownCommits: nothing },
      { name: 'W2', work: startAndAwait, ownCommits: watch.polls },
      { name: 'W3 parks', work: async () => void (await call('W3')), ownCommits: nothing },
      { name: 'W3 resumes', work: decideNext, ownCommits: nothing },
    ],
    prepare: async (name) => {
      if (name === 'W3 resumes') open.splice(0, open.length, ...(await listOpen(installation)));
    },
  };
};
