/**
 * The request with its body read into memory, or null when it is longer than `bytesMax`. A body that announces its size is
 * refused unread; one that doesn't is dropped at the first byte too many.
 */
export const limitBody = async (request: Request, bytesMax: number): Promise<Request | null> => {
  if (!request.body) return request;
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return new Request(request.url, { method: request.method, headers: request.headers, body: Buffer.concat(chunks) });
};
