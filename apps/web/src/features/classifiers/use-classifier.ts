import { toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

const watchMs = 1000;

/** The classifier of a task; looked at each second while it is trained. */
export const useClassifier = (slug: string) => {
  const api = useTRPC();
  return useQuery(
    api.classifiers.get.queryOptions(
      { slug },
      {
        refetchInterval: ({ state }) => {
          const status = state.data?.training?.status;
          return status === 'queued' || status === 'running' ? watchMs : false;
        },
      },
    ),
  );
};

/** Everything that can be done with it. What is shown follows at once. */
export const useClassifierActions = (slug: string) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: api.classifiers.pathKey() });
  const onError = (error: { readonly message: string }) => toast.failed(error.message);
  const train = useMutation(api.classifiers.train.mutationOptions({ onSuccess: refresh, onError }));
  const cancel = useMutation(api.classifiers.cancelTraining.mutationOptions({ onSuccess: refresh, onError }));
  const adopt = useMutation(
    api.classifiers.adopt.mutationOptions({
      onSuccess: ({ number }) => {
        toast.done(number === null ? 'The classifier is off' : `Version ${number} answers from now on`);
        refresh();
      },
      onError,
    }),
  );
  const schedule = useMutation(
    api.classifiers.schedule.mutationOptions({
      onSuccess: () => {
        toast.done('Schedule saved');
        refresh();
      },
      onError,
    }),
  );
  const erase = useMutation(
    api.classifiers.eraseCases.mutationOptions({
      onSuccess: ({ erased }) => {
        toast.done(`${erased} ${erased === 1 ? 'case' : 'cases'} erased`);
        refresh();
      },
      onError,
    }),
  );
  return {
    refresh,
    train: { run: () => train.mutate({ slug }), isPending: train.isPending },
    cancel: { run: () => cancel.mutate({ slug }), isPending: cancel.isPending },
    adopt: { run: (number: number | null) => adopt.mutate({ slug, number }), isPending: adopt.isPending },
    schedule: {
      run: (everyDays: number | null, newCasesMin: number) => schedule.mutate({ slug, everyDays, newCasesMin }),
      isPending: schedule.isPending,
    },
    erase: { run: (ids: string[] | null) => erase.mutate({ slug, ids }), isPending: erase.isPending },
  };
};
export type ClassifierActions = ReturnType<typeof useClassifierActions>;
