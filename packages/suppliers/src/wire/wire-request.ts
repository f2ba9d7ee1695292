import type { JsonObject } from '@switchyard/domain';
import { z } from 'zod';

/** The formats in which clients ask and suppliers are asked: OpenAI's two, and Anthropic's. */
export const wires = ['chat', 'responses', 'messages'] as const;
export type Wire = (typeof wires)[number];

export const wireNames: Readonly<Record<Wire, string>> = {
  chat: 'chat completions',
  responses: 'responses',
  messages: 'messages',
};

/** A piece of what a person says. `url` is an https address or a data URL. */
export type WirePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string };

/** A call of a tool by the model; `json` is the text of its arguments, as the model wrote it. */
export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly json: string;
}

export type WireTurn =
  | { readonly role: 'user'; readonly parts: readonly WirePart[] }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly WireCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly text: string; readonly isError: boolean };

export interface WireTool {
  readonly name: string;
  readonly description: string | null;
  readonly schema: JsonObject;
  readonly isStrict: boolean | null;
}

export type WireEffort = 'low' | 'medium' | 'high';

/** Names of other efforts, and what comes next to them where they are not known; none is what happens without any. */
const nextEffort = { none: null, minimal: 'low', xhigh: 'high', max: 'high' } as const;

/** An effort by any name that a format has for it. */
export const effortSchema = z
  .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
  .nullish()
  .transform((effort): WireEffort | null => {
    if (effort === undefined || effort === null) return null;
    return effort === 'low' || effort === 'medium' || effort === 'high' ? effort : nextEffort[effort];
  });

/** A request independent of its format. What is null was not said. */
export interface WireRequest {
  readonly system: string | null;
  readonly turns: readonly WireTurn[];
  readonly tools: readonly WireTool[];
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string } | null;
  readonly allowsParallelCalls: boolean | null;
  readonly outputTokensMax: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly stop: readonly string[];
  /** The answer's shape: any JSON, or JSON that fits a schema. */
  readonly format: 'json' | { readonly name: string; readonly schema: JsonObject; readonly isStrict: boolean } | null;
  readonly effort: WireEffort | null;
  readonly isStream: boolean;
}

/** Where a reader of requests stands: for sentences that say what does not go over. */
export interface WireTarget {
  /** The supplier's slug. */
  readonly supplier: string;
  readonly wire: Wire;
}
