import { appEnvSchema, readEnv } from '@switchyard/application';
import { z } from 'zod';

const webEnvSchema = appEnvSchema
  .extend({
    /** Signs session cookies. */
    NEXTAUTH_SECRET: z.string().min(32),
    /** OIDC single sign-on; all three or none. */
    OIDC_ISSUER: z.url().optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    /** How the button of the sign-in page names the provider. */
    OIDC_NAME: z.string().max(60).default('single sign-on'),
    /** Proxies in front of us that append to X-Forwarded-For. Entries before theirs are whatever the client wrote. */
    SWITCHYARD_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  })
  .refine(
    ({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }) =>
      new Set([OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].map((value) => value === undefined)).size === 1,
    {
      path: ['OIDC_ISSUER'],
      message: 'set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together, or none of them',
    },
  );
export type WebEnv = z.infer<typeof webEnvSchema>;

let read: WebEnv | undefined;

/** The environment of this process, read once. next-auth builds its addresses from NEXTAUTH_URL, so ours is told to it. */
export const readWebEnv = (): WebEnv => {
  if (read) return read;
  read = readEnv(webEnvSchema, process.env);
  process.env.NEXTAUTH_URL ??= read.SWITCHYARD_WEB_URL;
  return read;
};
