import { type CallName, type Handlers, calls } from '../contract/calls.ts';
import type { Result } from '../contract/result.ts';
import { toAppError } from './errors.ts';
import { sentence } from '../../native-models/words/sentence.ts';

const isCall = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name);

/** The one place where a message from a window becomes a value: known name, checked input, errors as values. Never throws. */
export const dispatch = async (handlers: Handlers, name: unknown, raw: unknown): Promise<Result<unknown>> => {
  if (!isCall(name)) {
    const what = String(name).slice(0, 100);
    return { ok: false, error: { code: 'bad-input', message: sentence('call.unknown', { name: what }), what } };
  }
  try {
    // TypeScript cannot see that input and handler belong to the same name; the table is what makes it true
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    return { ok: true, value: await handler(calls[name].input.parse(raw)) };
  } catch (error) {
    return { ok: false, error: toAppError(error) };
  }
};
