import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const tokenOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'utf8');

/** In constant time: how long the answer takes says nothing about the token. */
export const sameToken = (given: string | undefined, token: string): boolean => {
  const [a, b] = [tokenOf(given), tokenOf(token)];
  return a.length === b.length && timingSafeEqual(a, b);
};

export const cookieName = (port: number): string => `tincture-${port}`;

const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  request.headers.cookie
    ?.split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];

/** The token as cookie or as bearer. */
export const hasToken = (request: IncomingMessage, port: number, token: string): boolean => {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return sameToken(bearer, token) || sameToken(cookieOf(request, cookieName(port)), token);
};

const ownHosts = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];

/** A page elsewhere whose name was made to point here still sends its own name as Host. */
export const isOwnHost = (request: IncomingMessage, port: number): boolean => ownHosts(port).includes(request.headers.host ?? '');

/** A request that a page elsewhere made says so in Origin or in Sec-Fetch-Site. */
export const isOwnOrigin = (request: IncomingMessage, port: number): boolean => {
  const { origin } = request.headers;
  if (origin !== undefined && !ownHosts(port).some((host) => origin === `http://${host}`)) return false;
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  // following a link to us is harmless; calling us, or framing us, is not
  return request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
};
