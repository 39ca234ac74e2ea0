import { Failure } from '../../contract/failure.ts';
import type { AppError } from '../../contract/result.ts';
import type { Answer } from '../network/door.ts';

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
  const failure = (code: AppError['code'], message: string, what: string): Failure => new Failure({ code, message, what });
  const gated = failure(
    'not-allowed',
    hasToken
      ? `“${repository}” is gated, and your account has not been let in. Open ${page}, accept its conditions there, then try again.`
      : `“${repository}” is gated. Open ${page}, accept its conditions there, make an access token for your account and enter it in Settings, then try again.`,
    page,
  );
  if (cause === 'GatedRepo') return gated;
  if (status === 401 && hasToken && cause !== 'RepoNotFound')
    return failure('not-allowed', 'The hub does not accept your access token. Enter a valid one in Settings.', 'hub.token');
  if (status === 401 || cause === 'RepoNotFound')
    return failure(
      'not-found',
      `There is no public repository “${repository}”. Check the name; a private one needs an access token of yours, in Settings.`,
      repository,
    );
  if (status === 403) return gated;
  if (cause === 'RevisionNotFound') return failure('not-found', `“${repository}” has no such revision.`, 'revision');
  if (status === 404)
    return failure('not-found', `The hub does not have ${url.pathname}. Check the repository and the revision.`, url.pathname);
  if (status === 429)
    return new Later(
      {
        code: 'network',
        message: `${url.host} asks us to slow down. Try again in a while; an access token raises the limit.`,
        what: url.host,
      },
      retryAfter(header('retry-after'), Date.now()),
    );
  if (status === 408 || status >= 500)
    return new Later(
      { code: 'network', message: `${url.host} has trouble (status ${status}). Try again in a while.`, what: url.host },
      retryAfter(header('retry-after'), Date.now()),
    );
  return failure('network', `${url.host} refused with status ${status}.`, url.host);
};
