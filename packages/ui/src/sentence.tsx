'use client';

import { formatInstantsIn } from './format-relative-time.ts';
import { useNow } from './use-now.ts';

/** A sentence of the server's, with the instants it names in the viewer's zone. The server renders them in UTC. */
export const Sentence = ({ text }: { readonly text: string }) => formatInstantsIn(text, useNow() === 0 ? 'UTC' : '');
