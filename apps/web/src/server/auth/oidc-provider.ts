import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import { readWebEnv } from '../web.env.ts';

/** Claims we use of a verified ID token (OpenID Connect Core 1.0, sections 2 and 5.1). */
export const oidcClaimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  email: z.string(),
  // Some providers send the text "true".
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false),
});
type OidcClaims = z.infer<typeof oidcClaimsSchema>;

/** The configured provider, or null. State, PKCE and nonce are all required; a provider without PKCE ignores it. */
export const oidcProvider = (): OAuthConfig<OidcClaims> | null => {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME: name,
  } = readWebEnv();
  if (!issuer || !clientId || !clientSecret) return null;
  return {
    id: 'oidc',
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['state', 'pkce', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
    // Only a placeholder: who this is here is decided by the use case, from the claims.
    profile: (claims) => ({ id: claims.sub }),
  };
};
