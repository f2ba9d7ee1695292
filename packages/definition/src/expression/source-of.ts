import type { ASTNode } from '@marcbachmann/cel-js';

/** The text a node was parsed from, for messages. */
export const sourceOf = (node: ASTNode): string => node.input.slice(node.range.start, node.range.end).trim();
