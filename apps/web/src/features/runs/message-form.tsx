'use client';

import { Button, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { parseJsonText } from './json-text.ts';
import { JsonTextField } from './json-text-field.tsx';

interface MessageFormProps {
  /** What the step waits for, as it stands in its input. */
  readonly name: string;
  readonly messageKey: string;
}

/** The message another system would send, by hand: for trying out, and for when that system cannot. */
export const MessageForm = ({ name, messageKey }: MessageFormProps) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  // The same key sends one message, however often the button is hit before the page has learned of it.
  const [idempotencyKey, setIdempotencyKey] = useState(newKey);
  const send = useMutation(
    trpc.runs.sendMessage.mutationOptions({
      onSuccess: () => {
        toast.done(`“${name}” was sent`);
        setIdempotencyKey(newKey());
        return queries.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  const payload = parseJsonText(text);
  const problem = payload === undefined ? 'This is not JSON. Write for example {"amount": 12}.' : send.error?.message;
  return (
    <div className="flex flex-col gap-3 rounded-sm border border-line p-3 text-sm">
      <p className="text-muted">
        Waits for the message <code>{name}</code> with the key <code className="break-all">{messageKey}</code>. Other
        systems send it to <code>POST /api/v1/messages</code>.
      </p>
      <JsonTextField label="Content (JSON)" rows={3} text={text} onText={setText} problem={problem} />
      <Button
        className="self-start"
        isPending={send.isPending}
        disabled={payload === undefined}
        onClick={() => send.mutate({ name, key: messageKey, payload: payload ?? null, idempotencyKey })}
      >
        Send it now
      </Button>
    </div>
  );
};
