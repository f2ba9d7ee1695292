/** How a run is called where people read it: the random tail of its id, which no two recent runs share. */
export const runLabel = (runId: string): string => `Run ${runId.slice(-8)}`;
