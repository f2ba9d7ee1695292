import type { ApiKeyActor, App } from '@switchyard/application';
import type { ApiScope } from '@switchyard/domain';
import type { z } from 'zod';

type Shape = z.ZodObject;

/** How a body comes in: parsed JSON, or the bytes as they are with their type. */
export interface RawBody {
  readonly bytes: Buffer;
  readonly contentType: string;
}

export interface RouteCall<Params, Query, Body> {
  readonly app: App;
  readonly actor: ApiKeyActor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  header(name: string): string | undefined;
}

/** One operation of the API. The schemas check what comes in, type the handler, and make the OpenAPI document. */
export interface Route {
  readonly method: 'get' | 'post' | 'put';
  /** Beneath /api/v1, with OpenAPI's `{name}` for parameters. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Scopes of which a key needs one. The use case decides; this only tells. */
  readonly scopes: readonly ApiScope[];
  readonly params?: Shape;
  readonly query?: Shape;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType | 'raw';
  readonly status: 200 | 202;
  readonly output: z.ZodType;
  handle(call: RouteCall<unknown, unknown, unknown>): Promise<unknown>;
}

type Parsed<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

interface RouteSpec<
  Params extends Shape | undefined,
  Query extends Shape | undefined,
  Body extends z.ZodType | 'raw' | undefined,
  Output extends z.ZodType,
> extends Omit<Route, 'params' | 'query' | 'body' | 'output' | 'handle'> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly output: Output;
  handle(
    call: RouteCall<
      Parsed<Params, Record<string, never>>,
      Parsed<Query, Record<string, never>>,
      Body extends 'raw' ? RawBody : Parsed<Body, null>
    >,
  ): Promise<z.input<Output>>;
}

/** Types the handler by the schemas beside it. */
export const defineRoute = <
  Output extends z.ZodType,
  Params extends Shape | undefined = undefined,
  Query extends Shape | undefined = undefined,
  Body extends z.ZodType | 'raw' | undefined = undefined,
>(
  spec: RouteSpec<Params, Query, Body, Output>,
): Route =>
  // The parsed values are those of the very schemas the handler is typed by; a list of routes cannot say so.
  spec as unknown as Route;
