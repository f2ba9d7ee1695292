import { describe, expect, test } from 'vitest';
import { mergeClasses } from './merge-classes.ts';

describe('of classes for the same property the later wins', () => {
  test.each([
    ['w-full w-auto', 'w-auto'],
    ['px-3 px-0', 'px-0'],
    ['px-3 py-1 p-0', 'p-0'],
    ['h-8 w-8 size-5', 'size-5'],
    ['bg-surface bg-sunken', 'bg-sunken'],
    ['max-w-md max-w-160', 'max-w-160'],
    ['text-muted text-ink', 'text-ink'],
    ['text-sm text-xs', 'text-xs'],
    ['border-line border-failed', 'border-failed'],
    ['inline-flex hidden', 'hidden'],
    ['max-sm:h-10 max-sm:h-12', 'max-sm:h-12'],
  ])('%s → %s', (classes, merged) => expect(mergeClasses(classes)).toBe(merged));
});

describe('what does not contradict stays', () => {
  test.each([
    'text-sm text-muted text-right font-medium font-mono',
    'px-2.5 pl-8 pr-8',
    'border border-b border-line',
    'border-transparent border-b-2',
    'h-8 max-sm:h-10 hover:bg-sunken bg-surface',
    'flex flex-col flex-1',
    '[&_svg]:size-4 size-8',
    'min-w-0 w-full max-w-90',
    'after:absolute relative after:inset-0',
    'data-[state=open]:bg-sunken bg-raised',
  ])('%s', (classes) => expect(mergeClasses(classes)).toBe(classes));
});
