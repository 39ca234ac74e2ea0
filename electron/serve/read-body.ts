import type { IncomingMessage } from 'node:http';

export const bodyLimit = 64 << 20;

/** The whole body, or null where it is over the limit. */
export const readBody = async (request: IncomingMessage, limit = bodyLimit): Promise<Buffer | null> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body of bytes was expected');
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
