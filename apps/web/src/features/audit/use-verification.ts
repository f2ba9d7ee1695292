'use client';

import type { VerifyAuditLogOutput, VerifyProgress } from '@switchyard/application';
import { useCallback, useRef, useState } from 'react';

/** One line of what /api/audit/verify streams. */
interface VerificationLine {
  readonly progress?: VerifyProgress;
  readonly report?: VerifyAuditLogOutput;
  readonly error?: string;
}

export interface Verification {
  readonly status: 'idle' | 'running' | 'done' | 'failed';
  readonly progress: VerifyProgress | null;
  readonly report: VerifyAuditLogOutput | null;
  /** Why there is no report. */
  readonly problem: string;
}

const idle: Verification = { status: 'idle', progress: null, report: null, problem: '' };
const brokenOff = 'The connection broke off before the verification was done. Nothing was changed.';

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<VerificationLine, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}

const reduce = (line: VerificationLine, before: Verification): Verification => {
  if (line.report) return { ...before, status: 'done', report: line.report };
  if (line.error) return { ...before, status: 'failed', problem: line.error };
  return { ...before, progress: line.progress ?? before.progress };
};

/** Runs a verification and follows it line by line. `onDone` is called when it has been recorded. */
export const useVerification = (onDone: () => void) => {
  const [verification, setVerification] = useState(idle);
  const isRunning = useRef(false);
  const start = useCallback(async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    let latest: Verification = { ...idle, status: 'running' };
    setVerification(latest);
    try {
      const response = await fetch('/api/audit/verify', { method: 'POST' });
      if (!response.ok || !response.body) throw new Error(await response.text());
      for await (const line of linesOf(response.body)) {
        latest = reduce(line, latest);
        setVerification(latest);
      }
      if (latest.status === 'running') throw new Error(brokenOff);
    } catch (cause) {
      const problem = cause instanceof Error && cause.message !== '' ? cause.message : brokenOff;
      setVerification({ ...latest, status: 'failed', problem });
    } finally {
      isRunning.current = false;
      onDone();
    }
  }, [onDone]);
  return { verification, start };
};
