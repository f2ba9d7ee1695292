import type { Logger } from './logger.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** The process: web, gateway, worker … `OTEL_SERVICE_NAME` goes before it. */
  readonly name: string;
  /** Where to send to over OTLP/HTTP, as `OTEL_EXPORTER_OTLP_ENDPOINT` says. Undefined records nothing and loads nothing. */
  readonly endpoint: string | undefined;
  readonly log: Logger;
}

/** Telemetry of a process. The exporter is loaded when there is somewhere to send to; calls before that are not recorded. */
export const createTelemetry = ({ name, endpoint, log }: TelemetryOptions): Telemetry => {
  if (endpoint === undefined) return noTelemetry;
  let current = noTelemetry;
  const loading = import('./otlp-telemetry.ts').then(
    ({ openOtlpTelemetry }) => {
      current = openOtlpTelemetry(name, endpoint);
    },
    (cause: unknown) => log.warn({ err: cause }, 'telemetry could not be loaded; nothing is recorded'),
  );
  return {
    isOn: true,
    startModelCall: (start) => current.startModelCall(start),
    within: (start, work) => current.within(start, work),
    note: (attributes) => current.note(attributes),
    traceparent: () => current.traceparent(),
    close: async () => {
      await loading;
      await current.close();
    },
  };
};
