import { expect, test } from 'vitest';
import { digitsAsText, parseExactly } from './exact-json.ts';

const exactly = (text: string) => parseExactly(text, digitsAsText);

test('an integer that a number would round is its digits, whatever it stands in', () => {
  expect(exactly('{"id":9007199254740993,"list":[-12345678901234567890]}')).toEqual({
    id: '9007199254740993',
    list: ['-12345678901234567890'],
  });
});

test('whatever a number can hold is a number, and digits in a text are text', () => {
  const text = '{"a":9007199254740991,"b":0.1234567890123456789,"c":"9007199254740993","d":1e20,"e":-9007199254740991}';
  expect(exactly(text)).toEqual(JSON.parse(text));
});

test.each(['{"__proto__":1}', '{"a":[{"__proto__":{"x":1}}]}', '{"\\u005f_proto__":1}', '{"\\u005F_proto__":1}'])(
  '%s is told',
  (text) => {
    const refuse = ({ kind }: { readonly kind: string }): never => {
      throw new Error(kind);
    };
    expect(() => parseExactly(text, refuse)).toThrow('name');
  },
);

test('what is no JSON is none', () => {
  expect(() => exactly('{"a":9007199254740993,}')).toThrow(SyntaxError);
});
