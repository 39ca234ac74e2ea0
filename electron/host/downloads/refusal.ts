import { Failure } from '../../contract/failure.ts';
import type { AppError } from '../../contract/result.ts';
import type { Answer } from '../network/door.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** A refusal that time may mend; `after` is how long the server asks us to wait, in milliseconds. */
export class Later extends Failure {
  readonly after: number | null;

  constructor(error: AppError, after: number | null) {
    super(error);
    this.name = 'Later';
    this.after = after;
  }
}

/** `Retry-After`: seconds, or a date. */
export const retryAfter = (value: string | null, now: number): number | null => {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
};

type Asked = Readonly<{ repository: string; url: URL; page: string; hasToken: boolean }>;

/** An answer that is none, as what a person can do about it. The hub names the cause in `x-error-code`. */
export const refusal = (answer: Pick<Answer, 'status' | 'header'>, { repository, url, page, hasToken }: Asked): Failure => {
  const { status, header } = answer;
  const cause = header('x-error-code');
  const failure = (code: AppError['code'], message: Words, what: string): Failure => new Failure({ code, message, what });
  const gated = failure(
    'not-allowed',
    hasToken ? sentence('gated.not-let-in', { repository, page }) : sentence('gated.no-token', { repository, page }),
    page,
  );
  if (cause === 'GatedRepo') return gated;
  if (status === 401 && hasToken && cause !== 'RepoNotFound') return failure('not-allowed', sentence('hub.token-refused'), 'hub.token');
  if (status === 401 || cause === 'RepoNotFound')
    return failure('not-found', sentence('repository.not-public', { repository }), repository);
  if (status === 403) return gated;
  if (cause === 'RevisionNotFound') return failure('not-found', sentence('repository.no-revision', { repository }), 'revision');
  if (status === 404) return failure('not-found', sentence('hub.no-path', { path: url.pathname }), url.pathname);
  if (status === 429)
    return new Later(
      {
        code: 'network',
        message: sentence('hub.slow-down', { host: url.host }),
        what: url.host,
      },
      retryAfter(header('retry-after'), Date.now()),
    );
  if (status === 408 || status >= 500)
    return new Later(
      { code: 'network', message: sentence('hub.trouble', { host: url.host, status }), what: url.host },
      retryAfter(header('retry-after'), Date.now()),
    );
  return failure('network', sentence('hub.refused', { host: url.host, status }), url.host);
};
