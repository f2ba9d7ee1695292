// What a worker and its sandbox say to each other: one line of JSON each way, answered in the order of the questions.

export interface SandboxRequest {
  /** `check` compiles and runs nothing. */
  readonly mode: 'run' | 'check';
  readonly code: string;
  /** JSON text handed to `main`. */
  readonly input: string;
  /** CPU time in milliseconds. */
  readonly timeoutMs: number;
  /** Bytes of JSON. */
  readonly outputMax: number;
}

export type SandboxFault =
  | 'syntax'
  | 'import'
  | 'no_main'
  | 'threw'
  | 'never_settles'
  | 'not_json'
  | 'timeout'
  | 'memory'
  | 'stack'
  | 'too_large'
  | 'crashed';

export type SandboxReply =
  | { readonly ok: true; readonly output: string }
  | {
      readonly ok: false;
      readonly fault: SandboxFault;
      readonly message: string;
      /** Nothing more is evaluated after this: the process is ended. */
      readonly isLast: boolean;
      /** Place in the code, from 1; absent where it is not known. */
      readonly line?: number;
      readonly column?: number;
    };
