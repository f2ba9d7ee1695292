import { type ClassValue, clsx } from 'clsx';
import { mergeClasses } from './merge-classes.ts';

/** Joins class names; of two Tailwind classes for one property the later wins. */
export const cx = (...classes: ClassValue[]): string => mergeClasses(clsx(classes));
