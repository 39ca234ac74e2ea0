import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy, sendFile } from './reply.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** The file below `root` that an address means; null where it means something outside, or a kind of file that we do not serve. */
export const fileFor = (root: string, pathname: string): string | null => {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const path = normalize(join(root, decoded === '/' ? 'index.html' : decoded));
  return path.startsWith(root + sep) && types[extname(path)] !== undefined ? path : null;
};

/** Sends a file of the built renderer; answers false where there is none. */
export const sendStatic = async (response: ServerResponse, root: string, pathname: string): Promise<boolean> => {
  const path = fileFor(root, pathname);
  if (path === null) return false;
  const type = types[extname(path)] ?? 'application/octet-stream';
  // names in assets/ carry a hash of their content
  const cache = pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
  return sendFile(response, path, { 'content-type': type, 'cache-control': cache, 'content-security-policy': contentSecurityPolicy });
};
