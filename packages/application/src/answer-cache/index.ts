export { type AskedAnew, answerThroughCache, type CacheWish, noCacheWish } from './answer-through-cache.ts';
export { clearAnswers, clearedAnswersSchema } from './clear-answers.ts';
export { forgetAnswers } from './forget-answers.ts';
export { ageSecondsOf, cachedFrom, type KeptAnswer } from './kept-answer.ts';
export { sweepAnswers } from './sweep-answers.ts';
