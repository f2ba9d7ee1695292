import type { IncomingMessage } from 'node:http';
import type { App } from '@switchyard/application';

/** Answers a call as a span of the caller's trace, where it names one (`traceparent`); calls of suppliers are its children. */
export const traceRequest = (
  { telemetry }: App,
  { headers, method = '' }: IncomingMessage,
  path: string,
  answer: () => Promise<void>,
): Promise<void> => {
  if (!telemetry.isOn) return answer();
  const { traceparent } = headers;
  const attributes = { 'http.request.method': method, 'http.route': path };
  return telemetry.within(
    {
      name: `${method} ${path}`,
      kind: 'server',
      traceparent: typeof traceparent === 'string' ? traceparent : null,
      attributes,
    },
    answer,
  );
};
