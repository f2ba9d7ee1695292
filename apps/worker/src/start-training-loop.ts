import { type App, startDueTrainings, trainNext } from '@switchyard/application';
import { type Loop, startLoop } from './start-loop.ts';

/** Trains classifiers, one at a time, in a thread. A stop hands the training in hand back at once: another worker begins it anew. */
export const startTrainingLoop = (app: App): Loop => {
  const stopping = new AbortController();
  const loop = startLoop({
    everyMs: 1000,
    round: async () => (await startDueTrainings(app)) + (await trainNext(app, { stopping: stopping.signal })),
    onError: (error) => app.log.error({ err: error }, 'training not looked for'),
  });
  return {
    stop: () => {
      stopping.abort();
      return loop.stop();
    },
  };
};
