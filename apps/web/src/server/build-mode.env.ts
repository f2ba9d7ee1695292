/** True under `next dev` only; replaced by a constant in builds. */
export const isDevelopment = process.env.NODE_ENV === 'development';
