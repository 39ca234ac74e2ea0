import { readFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { imageSizes, isImageSize } from '../contract/events.ts';
import { RecipeSource } from '../contract/recipe.ts';
import { ImageId } from '../contract/records.ts';
import type { Studio } from '../host/studio.ts';
import { contentSecurityPolicy } from './csp.ts';
import { appOrigin, appScheme, imageScheme } from './origins.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready, and once. */
export const registerSchemes = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
    { scheme: imageScheme, privileges: { standard: true, secure: true, corsEnabled: true } },
  ]);

const missing = (): Response => new Response(null, { status: 404 });

const answer = (body: Uint8Array<ArrayBuffer>, type: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(body, { headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers } });

const fileAnswer = async (folder: string, path: string): Promise<Response> => {
  const file = resolve(join(folder, path === '/' ? 'index.html' : decodeURIComponent(path)));
  const inside = relative(folder, file);
  const type = types[extname(file)];
  if (inside.startsWith('..') || inside.includes(`..${sep}`) || type === undefined) return missing();
  try {
    return answer(new Uint8Array(await readFile(file)), type, { 'content-security-policy': contentSecurityPolicy });
  } catch {
    return missing();
  }
};

/** A picture never changes under its id. */
const forever = { 'cache-control': 'private, max-age=31536000, immutable' };

const imageAnswer = async (host: Studio, rawId: string, rawSize: string): Promise<Response> => {
  const id = ImageId.safeParse(rawId);
  if (!id.success || !isImageSize(rawSize)) return missing();
  const file = await host.imageFile(id.data, imageSizes[rawSize]);
  if (file === null) return missing();
  return answer(new Uint8Array(await readFile(file.path)), file.type, forever);
};

const sourceAnswer = async (host: Studio, sha256: string): Promise<Response> => {
  const known = RecipeSource.shape.image.safeParse(sha256);
  const source = known.success ? await host.source(known.data) : null;
  if (source === null) return missing();
  // a mask is drawn on and read back: our own page may see its pixels
  return answer(new Uint8Array(source.bytes), source.type, { ...forever, 'access-control-allow-origin': appOrigin });
};

const modelAnswer = async (host: Studio, id: string): Promise<Response> => {
  const picture = await host.modelImage(decodeURIComponent(id));
  // another picture may be put beside a model at any time
  return picture === null ? missing() : answer(new Uint8Array(picture.bytes), picture.type, { 'cache-control': 'private, max-age=60' });
};

const previewAnswer = (host: Studio, job: string, n: string): Response => {
  const preview = host.preview(job, Number(n));
  return preview === null ? missing() : answer(new Uint8Array(preview.bytes), preview.type, { 'cache-control': 'no-store' });
};

/** `app://tincture/…` for our own files; `studio-image://picture/<id>`, `…source/<sha256>`, `…model/<id>` and `…preview/<job>` by id only, never by path. */
export const serveProtocols = (renderer: string, host: Studio): void => {
  const folder = resolve(renderer);
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    return url.host === 'tincture' ? fileAnswer(folder, url.pathname) : missing();
  });
  protocol.handle(imageScheme, async (request) => {
    const url = new URL(request.url);
    const name = url.pathname.slice(1);
    switch (url.host) {
      case 'picture':
        return imageAnswer(host, name, url.searchParams.get('size') ?? 'full');
      case 'source':
        return sourceAnswer(host, name);
      case 'model':
        return modelAnswer(host, name);
      case 'preview':
        return previewAnswer(host, name, url.searchParams.get('n') ?? '0');
      default:
        return missing();
    }
  });
};
