import type { WireEvent, WireReply } from './wire-event.ts';

/** What the gateway says of a reply that it writes itself. */
export interface WrittenAs {
  readonly id: string;
  readonly model: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Chat completions only: whether the client asked for the usage at the end of a stream. */
  readonly includesUsage: boolean;
}

/** Events → the text of server-sent events of one format. `open` first, `close` last, each once. */
export interface ReplyWriter {
  open(): string;
  write(event: WireEvent): string;
  close(reply: WireReply): string;
}
