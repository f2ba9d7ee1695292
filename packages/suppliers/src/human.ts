import type { Supplier } from '@switchyard/routing';

/** A person does the task: the attempt ends here, and the step waits for the work item to be finished. */
export const createHumanSupplier = (): Supplier => ({
  attempt: async (_request, signal) => {
    signal.throwIfAborted();
    return { kind: 'handed_to_person' };
  },
});
