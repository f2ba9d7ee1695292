import type { DomainError, ReceiptAttempt, SupplierKind } from '@switchyard/domain';
import type { ModelCallSpan } from '@switchyard/observability';
import type { App } from '../app.ts';
import type { CallSession } from './call-session.ts';
import type { AskedCandidate } from './exchange.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const providers: Partial<Record<SupplierKind, string>> = { openai: 'openai', anthropic: 'anthropic' };

/** What the conventions call a supplier: a known lab by its name, any other by its slug. */
export const providerOf = ({ kind, slug }: { readonly kind: SupplierKind; readonly slug: string }): string =>
  providers[kind] ?? slug;

/** Begins the span of one attempt of a call. */
export const traceAttempt = (
  { app, call, receiptId, key }: CallSession,
  { supplier, model }: Pick<AskedCandidate, 'supplier' | 'model'>,
): ModelCallSpan =>
  app.telemetry.startModelCall({
    operation: call.endpoint === 'embeddings' ? 'embeddings' : 'chat',
    provider: providerOf(supplier),
    model: model.key,
    attributes: { 'switchyard.receipt.id': receiptId, 'switchyard.organisation.id': key.actor.organisationId },
  });

/** The request with the trace on it. */
export const carryTrace = (request: UpstreamRequest, { traceparent }: ModelCallSpan): UpstreamRequest =>
  traceparent === null ? request : { ...request, headers: { ...request.headers, traceparent } };

const errorTypes: Partial<Record<ReceiptAttempt['outcome'], string>> = { timeout: 'timeout', declined: 'declined' };

/** Ends the span as the receipt has the attempt. */
export const endTrace = (span: ModelCallSpan, { answeredByModel, tokens, outcome }: ReceiptAttempt): void =>
  span.end({
    responseModel: answeredByModel,
    tokens,
    errorType: outcome === 'accepted' ? null : (errorTypes[outcome] ?? '_OTHER'),
  });

/** Ends the span of an attempt that nothing was sent for. */
export const endUnsent = (span: ModelCallSpan, { code }: DomainError): void =>
  span.end({ responseModel: null, tokens: null, errorType: code });

/** Says that the work under way was answered from the cache. */
export const noteCacheHit = ({ telemetry }: App): void => telemetry.note({ 'switchyard.cache.hit': true });
