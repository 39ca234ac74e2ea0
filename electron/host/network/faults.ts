import { Failure } from '../../contract/failure.ts';
import type { Words } from '../../../words/sentence.ts';

export const offline = (): Failure =>
  new Failure({
    code: 'offline',
    message: 'The studio is offline. Switch “Work offline” off in Settings, then go on.',
    what: 'settings.offline',
  });

export const unreachable = (host: string, why: Words): Failure =>
  new Failure({
    code: 'network',
    message: `${host} cannot be reached: ${why}. Check the connection, the address and the proxy in Settings.`,
    what: host,
  });

/** What went wrong on a line, in words without codes. */
export const explain = (error: unknown, host: string): Failure => {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'UND_ERR_BODY_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return new Failure({ code: 'network', message: `${host} went silent in the middle. Try again in a while.`, what: host });
    case 'UND_ERR_CONNECT_TIMEOUT':
      return unreachable(host, 'it does not answer');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(host, 'no such name is known');
    case 'ECONNREFUSED':
      return unreachable(host, 'the connection was refused');
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return new Failure({ code: 'network', message: `${host} hung up in the middle. Try again.`, what: host });
    default:
      return unreachable(host, error instanceof Error ? error.message : String(error));
  }
};
