export { createBell, type QueueBell } from './bell.ts';
export { type Listener, type ListenOptions, listen } from './listen.ts';
export { type LentHands, lendHands, openNearHands } from './near-hands.ts';
export { type QueueTarget, queueTargetOf } from './queue-target.ts';
