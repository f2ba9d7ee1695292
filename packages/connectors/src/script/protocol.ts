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
      /** Place in the code, from 1; absent where it is not known. */
      readonly line?: number;
      readonly column?: number;
    };

/** After these a runtime may be in no state to be taken down, and its process is not used again. */
export const exhaustingFaults: ReadonlySet<SandboxFault> = new Set(['timeout', 'memory', 'stack', 'crashed']);

/** The longest text of an error that is passed on. */
export const messageMax = 1000;
