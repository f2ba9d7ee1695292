/** The only job there is. It carries nothing, so that losing or repeating it loses and repeats nothing. */
export const bellJobName = 'steps.due';

/** Of several rings one waits: BullMQ adds no second job under an id that it still holds. */
export const bellJobId = 'steps-due';
