import {
  agentLimitsViewSchema,
  agentTurnsSchema,
  getAgentLimits,
  listAgentTurns,
  listedServerToolsSchema,
  listServerTools,
  listServerToolsInput,
  listToolServers,
  registeredToolServerSchema,
  registerToolServer,
  registerToolServerInput,
  removeToolServer,
  removeToolServerInput,
  toolServerViewSchema,
} from '@switchyard/application';
import { runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const scopes = ['suppliers:write'] as const;

export const listToolServersRoute = defineRoute({
  method: 'get',
  path: '/tool-servers',
  operationId: 'listToolServers',
  summary: 'List the tool servers (MCP) with their tools as they were listed last; tokens are never among the answers',
  scopes,
  status: 200,
  output: z.array(toolServerViewSchema),
  handle: ({ app, actor }) => listToolServers(app, actor),
});

export const registerToolServerRoute = defineRoute({
  method: 'post',
  path: '/tool-servers',
  operationId: 'registerToolServer',
  summary: 'Register a tool server (MCP over streamable HTTP)',
  scopes,
  body: registerToolServerInput,
  status: 200,
  output: registeredToolServerSchema,
  handle: ({ app, actor, body }) => registerToolServer(app, actor, body),
});

export const listServerToolsRoute = defineRoute({
  method: 'post',
  path: '/tool-servers/{slug}/tools',
  operationId: 'listServerTools',
  summary: 'Test the connection and list the tools of a server, each with the digest of its description',
  description:
    'A step names a tool with its digest. A tool that has become another one is refused until it is named anew.',
  scopes,
  params: listServerToolsInput,
  status: 200,
  output: listedServerToolsSchema,
  handle: ({ app, actor, params }) => listServerTools(app, actor, params),
});

export const removeToolServerRoute = defineRoute({
  method: 'post',
  path: '/tool-servers/{slug}/remove',
  operationId: 'removeToolServer',
  summary: 'Remove a tool server and its token',
  scopes,
  params: removeToolServerInput,
  status: 200,
  output: z.object({ isRemoved: z.literal(true) }),
  handle: async ({ app, actor, params }) => {
    await removeToolServer(app, actor, params);
    return { isRemoved: true as const };
  },
});

export const listAgentTurnsRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}/steps/{stepId}/turns',
  operationId: 'listAgentTurns',
  summary: 'List the turns of an agent step with every tool call',
  scopes: ['runs:read', 'runs:operate'],
  params: z.object({ id: runIdSchema, stepId: stepIdSchema }),
  status: 200,
  output: agentTurnsSchema,
  handle: ({ app, actor, params: { id, stepId } }) => listAgentTurns(app, actor, { runId: id, stepId }),
});

export const getAgentLimitsRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}/steps/{stepId}/limits',
  operationId: 'getAgentLimits',
  summary: 'Get the limits of an agent step, what it has used of them, and who raised them',
  scopes: ['runs:read', 'runs:operate'],
  params: z.object({ id: runIdSchema, stepId: stepIdSchema }),
  status: 200,
  output: agentLimitsViewSchema,
  handle: ({ app, actor, params: { id, stepId } }) => getAgentLimits(app, actor, { runId: id, stepId }),
});
