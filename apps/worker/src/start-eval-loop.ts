import { type App, workEvals } from '@switchyard/application';
import { type Loop, startLoop } from './start-loop.ts';

/** Does evaluations beside the steps, a few calls at a time. `stopping` ends calls in hand; until then a round is finished. */
export const startEvalLoop = (app: App, stopping: AbortSignal): Loop =>
  startLoop({
    everyMs: 1000,
    round: () => workEvals(app, { signal: stopping }),
    onError: (error) => app.log.error({ err: error }, 'evaluations not worked on'),
  });
