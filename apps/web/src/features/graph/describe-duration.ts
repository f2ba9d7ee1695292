const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `P2DT4H` as `2 d 4 h`; text that is no ISO 8601 duration comes back as it is. */
export const describeDuration = (duration: string): string => {
  const match = pattern.exec(duration);
  if (!match) return duration;
  const [, days, hours, minutes, seconds] = match;
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`];
  return parts.filter(Boolean).join(' ') || duration;
};
