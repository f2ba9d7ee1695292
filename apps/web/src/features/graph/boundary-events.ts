import { describeDuration } from './describe-duration.ts';
import type { GraphNode } from './graph-definition.ts';
import type { BoundaryKind } from './node-kind-appearance.ts';
import { readList, readText } from './read-config.ts';

/** A boundary event as it is drawn. */
export interface BoundaryMark {
  readonly id: string;
  readonly on: BoundaryKind;
  readonly isInterrupting: boolean;
  /** When it happens, in a few words. */
  readonly words: string;
}

const kindOf = (event: object): BoundaryKind => {
  const on = readText(event, 'on');
  return on === 'error' || on === 'message' ? on : 'timer';
};

const wordsOf = (event: object, on: BoundaryKind): string => {
  if (on === 'timer') return `after ${describeDuration(readText(event, 'after')) || '…'}`;
  if (on === 'message') return `on ${readText(event, 'message') || 'a message'}`;
  const codes = readList(event, 'codes').filter((each) => typeof each === 'string');
  return codes.length === 0 ? 'if it fails' : `if ${codes.join(', ').replaceAll('_', ' ')}`;
};

/** What may happen to a node while it is under way, read defensively from a draft. */
export const listBoundaryMarks = ({ boundary = [] }: Pick<GraphNode, 'boundary'>): readonly BoundaryMark[] =>
  boundary.flatMap((event) => {
    const id = readText(event, 'id');
    if (id === '') return [];
    const on = kindOf(event);
    const isInterrupting = on === 'error' || Reflect.get(event, 'isInterrupting') !== false;
    return [{ id, on, isInterrupting, words: wordsOf(event, on) }];
  });
