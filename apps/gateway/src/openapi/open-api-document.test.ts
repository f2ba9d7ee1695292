import { expect, test } from 'vitest';
import { routes } from '../routes/index.ts';
import { openApiDocument } from './open-api-document.ts';

const document = openApiDocument(routes, 'http://127.0.0.1:3001');

const referencesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
};

const resolve = (pointer: string): unknown =>
  pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((value, part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      return typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === name)?.[1]
        : undefined;
    }, document);

test('every reference of the document leads somewhere', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(routes.length);
  expect(references.filter((pointer) => resolve(pointer) === undefined)).toEqual([]);
});

test('every route is described once, with a name of its own, its scopes, and what it answers', () => {
  const names = routes.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  for (const route of routes) {
    expect(route.scopes.length).toBeGreaterThan(0);
    const pointer = `#/paths/${route.path.replaceAll('/', '~1')}/${route.method}/responses/${route.status}`;
    expect(resolve(pointer)).toBeDefined();
  }
});

test('no route lets a key decide an approval', () => {
  const writes = routes.filter(({ method }) => method !== 'get').map(({ operationId }) => operationId);
  expect(writes.filter((name) => /approv|decide|vote/i.test(name))).toEqual([]);
});
