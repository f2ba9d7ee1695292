/**
 * Work that is asked for more often than it can be done: while it is under way, any number of requests make it be done once
 * more. Begun anew each time, an answer that takes longer than the next request would never come.
 */
export const oneAtATime = (work: () => Promise<unknown>): (() => Promise<void>) => {
  let isBusy = false;
  let isAskedAgain = false;
  return async () => {
    isAskedAgain = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isAskedAgain) {
        isAskedAgain = false;
        await work();
      }
    } finally {
      isBusy = false;
    }
  };
};
