import type { Requirement } from '@switchyard/routing';
import type { ModelCall } from './model-call.ts';

/*
 * Features of Anthropic's that a call switches on by a header. Those here cost nothing by themselves: what they allow stands in the
 * body, where it has a price or is refused. Another one may make every token dearer, or name another model.
 */
const withoutPrice: ReadonlySet<string> = new Set([
  ...['computer-use', 'output-128k', 'output-300k', 'max-tokens-3-5-sonnet', 'context-1m', 'context-management'],
  ...['model-context-window-exceeded', 'interleaved-thinking', 'dev-full-thinking', 'redact-thinking', 'effort'],
  ...['thinking-token-count', 'thinking-display-updates', 'thinking-binding-controls', 'adaptive-thinking'],
  ...['mid-conversation-tool-changes', 'mid-conversation-output-config', 'mid-conversation-system-clear-at'],
  ...['compact', 'structured-outputs', 'task-budgets', 'message-batches', 'prompt-caching', 'prompt-caching-scope'],
  ...[
    'extended-cache-ttl',
    'cache-diagnosis',
    'pdfs',
    'token-counting',
    'token-efficient-tools',
    'files-api',
    'skills',
  ],
  ...['fine-grained-tool-streaming', 'tool-examples', 'tool-search-tool', 'advanced-tool-use', 'inline-tools'],
  ...['web-fetch', 'web-search', 'code-execution', 'mcp-client', 'mcp-tunnels', 'memory', 'agent-memory'],
  ...['claude-code', 'oauth', 'message-threads', 'user-profiles'],
  // Each asks in the body for what it costs: `speed`, `fallbacks`, a tool.
  ...['fast-mode', 'server-side-fallback', 'fallback-credit', 'advisor-tool'],
]);

/** `context-1m-2025-08-07` → `context-1m`. */
const nameOf = (beta: string): string => beta.trim().replace(/-20\d\d-?\d\d-?\d\d$/, '');

/** What a model must allow for the features a call asks for by name: nothing, or fields that are not known here. */
export const betaRequirements = ({ endpoint, headers }: ModelCall): Requirement[] => {
  const asked = headers['anthropic-beta'];
  if (endpoint !== 'messages' || asked === undefined) return [];
  const unknown = asked.split(',').find((beta) => beta.trim() !== '' && !withoutPrice.has(nameOf(beta)));
  return unknown === undefined ? [] : [`field:anthropic-beta ${unknown.trim().slice(0, 60)}`];
};
