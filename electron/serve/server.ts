import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { resolve } from 'node:path';
import { RecipeSource } from '../contract/recipe.ts';
import { ImageId } from '../contract/records.ts';
import { imageSizes, isImageSize } from '../contract/events.ts';
import type { Studio } from '../host/studio.ts';
import type { EventStream } from './event-stream.ts';
import { cookieName, hasToken, isOwnHost, isOwnOrigin, sameToken } from './guard.ts';
import { readBody } from './read-body.ts';
import { refuse, securityHeaders, sendBytes, sendFile, sendJson, sendPage } from './reply.ts';
import { sendStatic } from './static-files.ts';

export type Server = Readonly<{
  port: number /** With the token: for the person who started it. */;
  url: string;
  close: () => Promise<void>;
}>;

const noToken =
  '<!doctype html><title>Tincture</title><p>Open the address that <code>npm run serve</code> printed: it has the key to this studio.</p>';
const notBuilt =
  '<!doctype html><title>Tincture</title><p>The page is not built yet: run <code>npm run build</code>, then load this again.</p>';

/** Serves a host to browsers on this machine. `port` 0 takes any free one. */
export const startServer = async ({
  host,
  events,
  rendererRoot,
  port: wantedPort,
}: {
  host: Studio;
  events: EventStream;
  rendererRoot: string;
  port: number;
}): Promise<Server> => {
  const token = randomBytes(32).toString('base64url');
  const root = resolve(rendererRoot);
  let port = wantedPort;

  const call = async (request: IncomingMessage, response: ServerResponse, name: string): Promise<void> => {
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return refuse(response, 415, 'bad-input', 'A call is JSON: send content-type: application/json.');
    }
    const body = await readBody(request);
    if (body === null) {
      // the rest of it is still on its way: this connection is of no more use
      response.setHeader('connection', 'close');
      return refuse(response, 413, 'bad-input', 'This is more than 64 MiB. Choose a smaller picture.');
    }
    let input: unknown;
    try {
      input = JSON.parse(body.toString('utf8'));
    } catch {
      return refuse(response, 400, 'bad-input', 'The body is not JSON.');
    }
    sendJson(response, 200, await host.call(name, input));
  };

  const image = async (response: ServerResponse, id: string, url: URL): Promise<void> => {
    const size = url.searchParams.get('size') ?? 'full';
    const known = ImageId.safeParse(id);
    const left = new AbortController();
    response.on('close', () => left.abort());
    const find = async () => (!isImageSize(size) || !known.success ? null : host.imageFile(known.data, imageSizes[size], left.signal));
    const file = await find().catch((error: unknown) => {
      if (left.signal.aborted) return null;
      throw error;
    });
    if (left.signal.aborted) return;
    // the picture of an id never changes
    const sent =
      file !== null && (await sendFile(response, file.path, { 'content-type': file.type, 'cache-control': 'private, max-age=600' }));
    if (!sent) refuse(response, 404, 'not-found', 'There is no such picture.');
  };

  const source = async (response: ServerResponse, sha256: string): Promise<void> => {
    const known = RecipeSource.shape.image.safeParse(sha256);
    const found = known.success ? await host.source(known.data) : null;
    if (found === null) refuse(response, 404, 'not-found', 'There is no such picture.');
    else sendBytes(response, found.type, found.bytes);
  };

  const modelImage = async (response: ServerResponse, id: string): Promise<void> => {
    const found = await host.modelImage(decodeURIComponent(id));
    if (found === null) refuse(response, 404, 'not-found', 'There is no picture of this model.');
    else sendBytes(response, found.type, found.bytes);
  };

  const exported = async (response: ServerResponse, id: string): Promise<void> => {
    const path = host.exported(id);
    const headers = { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="tincture-pictures.zip"' };
    if (path === null || !(await sendFile(response, path, headers))) refuse(response, 404, 'not-found', 'There is no such export.');
  };

  const preview = (response: ServerResponse, job: string, url: URL): void => {
    const found = host.preview(job, Number(url.searchParams.get('n') ?? 1));
    if (found === null) refuse(response, 404, 'not-found', 'There is no such preview.');
    else sendBytes(response, found.type, found.bytes);
  };

  const firstPage = (response: ServerResponse): void => {
    response.writeHead(303, {
      location: '/',
      'set-cookie': `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
    });
    response.end();
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request, port)) return refuse(response, 403, 'not-allowed', 'This studio answers to its own address only.');
    if (!isOwnOrigin(request, port)) return refuse(response, 403, 'not-allowed', 'This studio does not answer pages from elsewhere.');
    const url = URL.parse(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (url === null) return refuse(response, 400, 'bad-input', 'This is no address.');
    const given = url.searchParams.get('token');
    if (request.method === 'GET' && url.pathname === '/' && given !== null && sameToken(given, token)) return firstPage(response);
    if (!hasToken(request, port, token)) {
      if (url.pathname === '/') return sendPage(response, 401, noToken);
      return refuse(response, 401, 'not-allowed', 'The key is missing or wrong. Open the address that was printed at the start.');
    }
    const [, room = '', name = ''] = url.pathname.split('/');
    if (room === 'call') {
      if (request.method !== 'POST') return refuse(response, 405, 'bad-input', 'Calls are made by POST.');
      return call(request, response, name);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'bad-input', 'Only GET is possible here.');
    if (room === 'events') return events.open(response);
    if (room === 'image') return image(response, name, url);
    if (room === 'source') return source(response, name);
    if (room === 'model') return modelImage(response, name);
    if (room === 'export') return exported(response, name);
    if (room === 'preview') return preview(response, name, url);
    if (await sendStatic(response, root, url.pathname)) return;
    if (url.pathname === '/') return sendPage(response, 503, notBuilt);
    refuse(response, 404, 'not-found', 'There is nothing at this address.');
  };

  const server = createServer({ requestTimeout: 60_000 }, (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    route(request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'internal', 'Something went wrong in Tincture.');
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(wantedPort, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  port = address.port;

  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: async () => {
      events.close();
      const closed = new Promise<void>((done) => {
        server.close(() => done());
      });
      server.closeAllConnections();
      await closed;
    },
  };
};
