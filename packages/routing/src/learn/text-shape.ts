/** How many numbers `shapeOfText` gives. */
export const textShapeSize = 6;

const lengthMax = 4000;
const [zero, nine, space, newline] = [48, 57, 32, 10] as const;

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 192;

/**
 * What a text looks like whatever it says: its length, how many numbers and lines it has (ln(1 + n)), and which shares of it are
 * digits, signs and capitals. Much of what makes an input hard shows in these. Only the beginning is looked at, the length aside.
 */
export const shapeOfText = (text: string): number[] => {
  const size = Math.min(text.length, lengthMax);
  let digits = 0;
  let numbers = 0;
  let signs = 0;
  let capitals = 0;
  let lines = 0;
  let wasDigit = false;
  for (let at = 0; at < size; at += 1) {
    const code = text.charCodeAt(at);
    const isDigit = code >= zero && code <= nine;
    if (isDigit) {
      digits += 1;
      if (!wasDigit) numbers += 1;
    } else if (code === newline) lines += 1;
    else if (code >= 65 && code <= 90) capitals += 1;
    else if (code > space && !isLetter(code)) signs += 1;
    wasDigit = isDigit;
  }
  const share = (count: number): number => count / Math.max(1, size);
  return [
    Math.log1p(text.length),
    Math.log1p(numbers),
    Math.log1p(lines),
    share(digits),
    share(signs),
    share(capitals),
  ];
};
