import { readFile } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { answer, missing } from './answers.ts';
import { contentSecurityPolicy } from './csp.ts';
import { appScheme, imageScheme } from './origins.ts';

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
    // code that was compiled once is kept for the next start
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: imageScheme, privileges: { standard: true, secure: true, corsEnabled: true } },
  ]);

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

/** A page that asks for nothing is not waited for longer than this, in milliseconds. */
const patience = 1_500;

/** `app://tincture/…`: our own files. The host need not be there for them. Resolves when the page has its style, which it asks for last. */
export const servePage = (renderer: string): Promise<void> => {
  const folder = resolve(renderer);
  const read = Promise.withResolvers<void>();
  setTimeout(read.resolve, patience);
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'tincture') return missing();
    const found = await fileAnswer(folder, url.pathname);
    if (url.pathname.endsWith('.css')) setImmediate(read.resolve);
    return found;
  });
  return read.promise;
};
