import type { App } from '../app.ts';

/** Where the gateway takes calls for this endpoint. */
export const webhookUrl = (app: App, token: string): string => `${app.settings.gatewayUrl}/hooks/${token}`;
