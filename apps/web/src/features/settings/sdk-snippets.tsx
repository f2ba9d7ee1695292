'use client';

import { CodeBlock, Tabs } from '@switchyard/ui';
import { useState } from 'react';

interface SdkSnippetsProps {
  readonly gatewayUrl: string;
  /** The key's text where it is known, else where to put it. */
  readonly apiKey: string;
}

const snippetsOf = (url: string, key: string) => [
  {
    value: 'openai',
    label: 'openai',
    code: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${url}/v1', apiKey: '${key}' });
const { data, response } = await client.chat.completions
  .create({ model: 'auto', messages: [{ role: 'user', content: 'Hello' }] })
  .withResponse();
console.log(data.choices[0].message.content, response.headers.get('x-switchyard-cost-usd'));`,
  },
  {
    value: 'anthropic',
    label: '@anthropic-ai/sdk',
    code: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: '${url}', apiKey: '${key}' });
const message = await client.messages.create({
  model: 'auto',
  max_tokens: 500,
  messages: [{ role: 'user', content: 'Hello' }],
});`,
  },
  {
    value: 'vercel',
    label: 'ai',
    code: `import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

const switchyard = createOpenAI({ baseURL: '${url}/v1', apiKey: '${key}' });
const { text } = await generateText({ model: switchyard('auto'), prompt: 'Hello' });`,
  },
  {
    value: 'langchain',
    label: 'LangChain',
    code: `import { ChatOpenAI } from '@langchain/openai';

const model = new ChatOpenAI({
  model: 'auto',
  apiKey: '${key}',
  configuration: { baseURL: '${url}/v1' },
});
const answer = await model.invoke('Hello');`,
  },
  {
    value: 'curl',
    label: 'curl',
    code: `curl -i ${url}/v1/chat/completions \\
  -H 'authorization: Bearer ${key}' -H 'content-type: application/json' \\
  -d '{"model":"auto","messages":[{"role":"user","content":"Hello"}]}'`,
  },
];

/** How each client is pointed at the gateway: an address and a key, nothing else. */
export const SdkSnippets = ({ gatewayUrl, apiKey }: SdkSnippetsProps) => {
  const [current, setCurrent] = useState('openai');
  const tabs = snippetsOf(gatewayUrl, apiKey).map(({ value, label, code }) => ({
    value,
    label,
    content: <CodeBlock title={label} code={code} />,
  }));
  return <Tabs label="Use it from your SDK" tabs={tabs} value={current} onChange={setCurrent} />;
};
