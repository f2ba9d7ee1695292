import type { OutcomeTable } from '../src/index.ts';
import { randomFrom } from '../src/learn/folds.ts';

/**
 * Inputs of two categories. In `easy` the cheap ones are nearly always right; in `hard` they often are not, write long answers
 * then, and rarely agree. `strong/m` is right nearly always and costs ten times as much.
 */
export const outcomeTable = (cases: number, seed = 1): OutcomeTable => {
  const random = randomFrom(seed);
  return Array.from({ length: cases }, (_, index) => {
    const isHard = random() < 0.5;
    const difficulty = random();
    const answerOf = (share: number, salt: number) => {
      const isRight = random() < (isHard ? share * (1.2 - difficulty) : 0.97);
      const outputTokens = Math.round(100 + (isRight ? 0 : 200) + random() * 50);
      return { score: isRight ? 1 : 0, outputTokens, answer: isRight ? 'right' : `wrong ${salt} ${index}` };
    };
    return {
      id: `case-${index}`,
      category: isHard ? 'hard' : 'easy',
      text: isHard ? 'prove that the sum of angles is constant' : 'what is the total of this receipt',
      results: {
        'cheap/m': { ...answerOf(0.6, 1), cost: 100 },
        'small/m': { ...answerOf(0.6, 2), cost: 80 },
        'strong/m': { ...answerOf(1.3, 3), cost: 1000 },
      },
    };
  });
};

/** Two strong ones that err apart, and two cheap ones that are right half of the time. Wrong answers are all different. */
export const twoStrongTable = (cases: number, seed = 1): OutcomeTable => {
  const random = randomFrom(seed);
  return Array.from({ length: cases }, (_, index) => {
    const answerOf = (share: number, salt: number) => {
      const isRight = random() < share;
      return { score: isRight ? 1 : 0, outputTokens: 100, answer: isRight ? 'right' : `wrong ${salt} ${index}` };
    };
    return {
      id: `case-${index}`,
      category: 'one',
      results: {
        'cheap/m': { ...answerOf(0.5, 1), cost: 20 },
        'small/m': { ...answerOf(0.55, 2), cost: 30 },
        'other/m': { ...answerOf(0.78, 3), cost: 600 },
        'strong/m': { ...answerOf(0.8, 4), cost: 1000 },
      },
    };
  });
};
