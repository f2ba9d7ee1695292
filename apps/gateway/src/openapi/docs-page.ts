import { errorCodes } from '@switchyard/domain';
import { html, raw } from 'hono/html';
import type { Route } from '../routes/route.ts';
import { describeSchema } from './describe-schema.ts';
import { docsStyle } from './docs-style.ts';

const anchor = (route: Route): string => route.operationId;

const schemaBlock = (title: string, schema: object) => html`<details>
  <summary>${title}</summary>
  <pre>${JSON.stringify(schema, null, 2)}</pre>
</details>`;

const example = (route: Route, gatewayUrl: string): string => {
  const url = `${gatewayUrl}/api/v1${route.path}`;
  const method = route.method === 'get' ? '' : ` -X ${route.method.toUpperCase()}`;
  const body =
    route.body === undefined
      ? ''
      : route.body === 'raw'
        ? " \\\n  --data-binary @vendors.csv -H 'Content-Type: text/csv'"
        : " \\\n  -H 'Content-Type: application/json' -d '{ … }'";
  return `curl${method} '${url}' \\\n  -H 'Authorization: Bearer sy_…'${body}`;
};

const parameterRow = (name: string, place: string, description: string) => html`<tr>
  <td><code>${name}</code></td>
  <td>${place}</td>
  <td>${description}</td>
</tr>`;

const parameters = (route: Route) => {
  const rows = [
    ...Object.keys(route.params?.shape ?? {}).map((name) => parameterRow(name, 'path', '')),
    ...Object.keys(route.query?.shape ?? {}).map((name) => parameterRow(name, 'query', '')),
    ...Object.entries(route.headers ?? {}).map(([name, text]) => parameterRow(name, 'header', text)),
  ];
  return rows.length === 0 ? '' : html`<table><tbody>${rows}</tbody></table>`;
};

const section = (route: Route, gatewayUrl: string) => html`<section id="${anchor(route)}">
  <h2>${route.summary}</h2>
  <p class="route"><b class="${route.method}">${route.method.toUpperCase()}</b> <code>/api/v1${route.path}</code></p>
  ${route.description ? html`<p>${route.description}</p>` : ''}
  <p class="scope">Scope ${route.scopes.join(' or ')}</p>
  ${parameters(route)}
  <pre>${example(route, gatewayUrl)}</pre>
  ${
    route.body === undefined || route.body === 'raw'
      ? ''
      : schemaBlock('Body', describeSchema(route.body, 'input', '#'))
  }
  ${schemaBlock(`Answer ${route.status}`, describeSchema(route.output, 'output', '#'))}
</section>`;

const webhookSection = (gatewayUrl: string) => html`<section id="webhooks">
  <h2>Webhooks</h2>
  <p class="route"><b class="post">POST</b> <code>/hooks/{token}</code></p>
  <p>
    Publish a workflow with a webhook trigger to get its address and secret. The body, a JSON object, becomes the input of
    the run. Sign the exact bytes; a call that is sent again answers with the run it started.
  </p>
  <pre>t=$(date +%s)
v1=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret" -hex | sed 's/.* //')
curl -X POST '${gatewayUrl}/hooks/{token}' -d "$body" \\
  -H 'Content-Type: application/json' -H "x-switchyard-signature: t=$t,v1=$v1"</pre>
  <p>
    Senders that number their deliveries add <code>x-switchyard-delivery: {id}</code> and sign
    <code>timestamp.id.body</code>; a retry of the same delivery with a new timestamp then starts nothing twice.
  </p>
</section>`;

const modelsSection = (gatewayUrl: string) => html`<section id="models">
  <h2>Models, with the SDK you have</h2>
  <p>
    <code>/v1/chat/completions</code>, <code>/v1/responses</code>, <code>/v1/embeddings</code> and <code>/v1/models</code> speak
    OpenAI’s format, <code>/v1/messages</code> Anthropic’s. Point an unmodified SDK at <code>${gatewayUrl}/v1</code> (Anthropic’s
    at <code>${gatewayUrl}</code>) with a key that has the scope <code>models:call</code>. <code>model</code> is
    <code>supplier/model</code>, <code>task/…</code> or <code>auto</code>. Headers of the answer name who answered, the receipt and
    the cost; a stream says its cost in the comment before its last event.
  </p>
  <pre>curl -i '${gatewayUrl}/v1/chat/completions' -H 'Authorization: Bearer sy_…' -H 'Content-Type: application/json' \\
  -d '{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}'</pre>
</section>`;

/** The same document for people: one page, no script, nothing fetched from anywhere. */
export const docsPage = (routes: readonly Route[], gatewayUrl: string) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Switchyard API</title>
<style>${raw(docsStyle)}</style>
</head>
<body>
<nav aria-label="Operations">
  <b>Switchyard API</b>
  ${routes.map((route) => html`<a href="#${anchor(route)}"><b class="${route.method}">${route.method.toUpperCase()}</b> ${route.path}</a>`)}
  <a href="#models"><b class="post">POST</b> /v1/…</a>
  <a href="#webhooks"><b class="post">POST</b> /hooks/{token}</a>
  <a href="#errors">Errors</a>
  <a href="/api/v1/openapi.json">openapi.json</a>
</nav>
<main>
  <h1>Switchyard API</h1>
  <p>
    Machines start runs, watch them, and keep workflows and sources in step. Create a key under Settings → API keys and send
    it as <code>Authorization: Bearer sy_…</code>. Lists are paged: send <code>nextCursor</code> back as <code>cursor</code>.
  </p>
  ${routes.map((route) => section(route, gatewayUrl))}
  ${modelsSection(gatewayUrl)}
  ${webhookSection(gatewayUrl)}
  <section id="errors">
    <h2>Errors</h2>
    <p>Every failure is <code>{ "error": { "code", "message", "details", "requestId" } }</code>.</p>
    <table><tbody>
    ${Object.entries(errorCodes).map(([code, { http }]) => html`<tr><td>${http}</td><td><code>${code}</code></td></tr>`)}
    </tbody></table>
  </section>
</main>
</body>
</html>`;
