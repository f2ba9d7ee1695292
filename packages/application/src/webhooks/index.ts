export { startRunFromWebhook, type WebhookCall } from './start-run-from-webhook.ts';
export { type SignedDelivery, signDelivery } from './webhook-signature.ts';
