import { z } from 'zod';

/** Which of the steps of one organisation that are due together goes first: 9 before 0. */
export const prioritySchema = z.int().min(0).max(9);
export const priorityDefault = 5;
