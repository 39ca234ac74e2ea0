import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { AppError } from '../contract/result.ts';
import { contentSecurityPolicyWith } from '../host/content-security-policy.ts';

/** What every answer carries. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

export const contentSecurityPolicy = contentSecurityPolicyWith("'self'");

export const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
};

/** A refusal, in the same shape as every other answer. */
export const refuse = (response: ServerResponse, status: number, code: AppError['code'], message: string): void =>
  sendJson(response, status, { ok: false, error: { code, message, what: null } satisfies AppError });

export const sendBytes = (response: ServerResponse, type: string, bytes: Uint8Array): void => {
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'cache-control': 'no-store' });
  response.end(bytes);
};

export const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
  });
  response.end(html);
};

/** A file that is there; answers false where it is not. */
export const sendFile = async (response: ServerResponse, path: string, headers: Readonly<Record<string, string>>): Promise<boolean> => {
  const state = await stat(path).catch(() => null);
  if (state?.isFile() !== true) return false;
  response.writeHead(200, { ...headers, 'content-length': state.size });
  const stream = createReadStream(path);
  stream.on('error', () => response.destroy());
  stream.pipe(response);
  return true;
};
