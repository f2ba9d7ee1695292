import { type App, workEvals, workWatched } from '@switchyard/application';
import { type Loop, startLoop } from './start-loop.ts';

/** Does evaluations beside the steps, and looks again at what production answered, a few calls at a time. `stopping` ends calls in hand; until then a round is finished. */
export const startEvalLoop = (app: App, stopping: AbortSignal): Loop =>
  startLoop({
    everyMs: 1000,
    round: async () => (await workEvals(app, { signal: stopping })) + (await workWatched(app, stopping)),
    onError: (error) => app.log.error({ err: error }, 'evaluations not worked on'),
  });
