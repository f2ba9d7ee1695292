export {
  type AgentLimitsView,
  agentLimitsViewSchema,
  getAgentLimits,
  getAgentLimitsInput,
} from './get-agent-limits.ts';
export { type AgentTurn, agentTurnsSchema, listAgentTurns, listAgentTurnsInput } from './list-agent-turns.ts';
export type { ToolCallView } from './tool-call-view.ts';
