import { toFailure, tokenUsageSchema } from '@switchyard/domain';
import type { AttemptReply, Supplier } from '@switchyard/routing';
import type { App } from '../app.ts';
import { providerOf } from '../calls/trace-attempt.ts';
import type { RegisteredSupplier } from './load-routing.ts';

const tokensOf = (reply: AttemptReply) => (reply.kind === 'handed_to_person' ? null : reply.usage);

const errorTypeOf = (thrown: unknown, signal: AbortSignal): string => {
  if (signal.aborted) return 'cancelled';
  const { code, details } = toFailure(thrown);
  if (code === 'upstream_timeout') return 'timeout';
  return typeof details.status === 'number' ? String(details.status) : code;
};

/** A supplier whose calls are recorded: one span and its metrics for each, the trace carried on to the supplier. */
export const traceSupplier = (
  { telemetry }: App,
  supplier: Supplier,
  registered: RegisteredSupplier,
  organisationId: string,
): Supplier => {
  if (!telemetry.isOn) return supplier;
  return {
    attempt: (request, signal) => {
      if (request.model === null) return supplier.attempt(request, signal);
      const span = telemetry.startModelCall({
        operation: 'chat',
        provider: providerOf(registered),
        model: request.model.key,
        attributes: { 'switchyard.organisation.id': organisationId, 'switchyard.task': request.task.slug },
      });
      return span.run(async () => {
        try {
          const reply = await supplier.attempt(request, signal);
          const responseModel = reply.kind === 'handed_to_person' ? null : reply.answeredByModel;
          span.end({ responseModel, tokens: tokensOf(reply), errorType: null });
          return reply;
        } catch (thrown) {
          const billed = tokenUsageSchema.safeParse(toFailure(thrown).details.usage);
          const tokens = billed.success ? billed.data : null;
          span.end({ responseModel: null, tokens, errorType: errorTypeOf(thrown, signal) });
          throw thrown;
        }
      });
    },
  };
};

/** The guarded fetch, with the trace of the call under way on each request. */
export const tracedFetch = ({ telemetry, outbound }: App): typeof fetch => {
  if (!telemetry.isOn) return outbound.fetch;
  return (input, init) => {
    const traceparent = telemetry.traceparent();
    if (traceparent === null) return outbound.fetch(input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set('traceparent', traceparent);
    return outbound.fetch(input, { ...init, headers });
  };
};
