import { Failure } from '../../contract/failure.ts';
import { sentence, type Words } from '../../../native-models/words/sentence.ts';

export const offline = (): Failure =>
  new Failure({
    code: 'offline',
    message: sentence('network.offline'),
    what: 'settings.offline',
  });

export const unreachable = (host: string, why: Words): Failure =>
  new Failure({
    code: 'network',
    message: sentence('network.unreachable', { host, why }),
    what: host,
  });

/** What went wrong on a line, in words without codes. */
export const explain = (error: unknown, host: string): Failure => {
  if (error instanceof Failure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'UND_ERR_BODY_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return new Failure({ code: 'network', message: sentence('network.silent', { host }), what: host });
    case 'UND_ERR_CONNECT_TIMEOUT':
      return unreachable(host, sentence('network.no-answer'));
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(host, sentence('network.no-name'));
    case 'ECONNREFUSED':
      return unreachable(host, sentence('network.refused'));
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return new Failure({ code: 'network', message: sentence('network.hung-up', { host }), what: host });
    default:
      return unreachable(host, `${error instanceof Error ? error.message : String(error)}.`);
  }
};
