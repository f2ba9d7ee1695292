import { type ClassValue, clsx } from 'clsx';
import { mergeClasses } from './merge-classes.ts';
import { remember } from './remember.ts';

/** A page says the same few hundred combinations over and over. */
const merged = remember(mergeClasses);

/** Joins class names; of two Tailwind classes for one property the later wins. */
export const cx = (...classes: ClassValue[]): string => merged(clsx(classes));
