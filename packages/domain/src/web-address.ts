import { z } from 'zod';

/** Where something answers over HTTP. `localhost:8000` is a URL too, of a scheme called "localhost", and reaches nothing. */
export const webAddressSchema = z.url({
  protocol: /^https?$/,
  error: 'An address begins with http:// or https://, such as http://127.0.0.1:11434/v1.',
});
