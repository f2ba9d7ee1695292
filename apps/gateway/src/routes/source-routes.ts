import { listSources, sourcePageSchema, uploadSourceContent } from '@switchyard/application';
import { slugSchema, sourceVersionIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

export const listSourcesRoute = defineRoute({
  method: 'get',
  path: '/sources',
  operationId: 'listSources',
  summary: 'List the registered sources of truth',
  scopes: ['workflows:read', 'sources:write'],
  query: pageQuery(200).extend({ cursor: z.uuid().optional() }),
  status: 200,
  output: sourcePageSchema,
  handle: ({ app, actor, query }) => listSources(app, actor, query),
});

export const putSourceContentRoute = defineRoute({
  method: 'put',
  path: '/sources/{slug}/content',
  operationId: 'putSourceContent',
  summary: 'Make a file the new version of an uploaded source',
  description:
    'The body is the file itself, in the format the source declares. The same content again adds no version.',
  scopes: ['sources:write'],
  params: z.object({ slug: slugSchema }),
  body: 'raw',
  status: 200,
  output: z.object({ versionId: sourceVersionIdSchema, number: z.int(), isNew: z.boolean() }),
  handle: ({ app, actor, params, body }) =>
    uploadSourceContent(app, actor, { slug: params.slug }, { name: params.slug, bytes: body.bytes }),
});
