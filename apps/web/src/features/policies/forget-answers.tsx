import { ConfirmButton, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

const sayForgotten = (answers: number): string =>
  answers === 0 ? 'There were no kept answers' : `${answers} kept ${answers === 1 ? 'answer' : 'answers'} forgotten`;

/** Forgets what is kept to be answered again, whoever asked for it. */
export const ForgetAnswers = () => {
  const api = useTRPC();
  const forget = useMutation(
    api.policies.forgetAnswers.mutationOptions({
      onSuccess: ({ answers }) => toast.done(sayForgotten(answers)),
      onError: ({ message }) => toast.failed(message),
    }),
  );
  return (
    <ConfirmButton
      isPending={forget.isPending}
      title="Forget all kept answers?"
      description="Whatever is asked again is asked anew and costs again. Receipts stay."
      action="Forget them"
      onConfirm={() => forget.mutate()}
    >
      Forget kept answers
    </ConfirmButton>
  );
};
