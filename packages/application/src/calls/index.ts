export { countCallTokens } from './count-call-tokens.ts';
export { type CallModel, listCallModels } from './list-call-models.ts';
export type { CallEndpoint, CallReply, ModelCall } from './model-call.ts';
export { performCall } from './perform-call.ts';
export { resolveCaller } from './resolve-caller.ts';
export { takeKeyCall } from './take-key-call.ts';
