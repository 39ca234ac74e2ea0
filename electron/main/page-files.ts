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

/** `app://tincture/…`: our own files. The host need not be there for them. */
export const servePage = (renderer: string): void => {
  const folder = resolve(renderer);
  protocol.handle(appScheme, (request) => {
    const url = new URL(request.url);
    return url.host === 'tincture' ? fileAnswer(folder, url.pathname) : missing();
  });
};
