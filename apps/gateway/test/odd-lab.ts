import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface OddLab {
  readonly host: string;
  readonly url: string;
  /** What the next calls get. */
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  close(): void;
}

/** A lab that does whatever a test wants of it. */
export const startOddLab = (): Promise<OddLab> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.once('end', () => lab.answer(request, response, body));
    });
    const lab: { -readonly [Field in keyof OddLab]: OddLab[Field] } = {
      host: '',
      url: '',
      answer: (_request, response) => response.end(),
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      lab.host = `127.0.0.1:${port}`;
      lab.url = `http://${lab.host}`;
      resolve(lab);
    });
  });

/** A chat completion as a lab writes it. */
export const completion = (content: string, usage?: unknown): string =>
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'odd-model',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    ...(usage === undefined ? {} : { usage }),
  });

export const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'odd-model', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
