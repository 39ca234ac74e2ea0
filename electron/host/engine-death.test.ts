import { expect, it } from 'vitest';
import { type Exit, deathOf } from './engine-death.ts';
import { saying } from '../../native-models/words/saying.ts';

const exit = (changes: Partial<Exit>): Exit => ({ code: null, signal: null, lines: [], outOfMemoryKills: 0, ...changes });

it.each<[string, Exit, string, RegExp]>([
  [
    'killed by a system that counted it',
    exit({ signal: 'SIGKILL', outOfMemoryKills: 1 }),
    'out-of-memory',
    /memory ran out\. Choose a smaller/,
  ],
  ['killed by nobody knows whom', exit({ signal: 'SIGKILL' }), 'engine-died', /SIGKILL\. Most often that means that memory ran out/],
  ['another process was killed, this one fell over', exit({ signal: 'SIGSEGV', outOfMemoryKills: 1 }), 'engine-died', /by SIGSEGV\.$/],
  [
    'C++ found no memory',
    exit({ signal: 'SIGABRT', lines: ['what(): std::bad_alloc', 'at somewhere'] }),
    'out-of-memory',
    /ran out of memory/,
  ],
  [
    'V8 found no memory',
    exit({ signal: 'SIGABRT', lines: ['FATAL ERROR: JavaScript heap out of memory', 'at somewhere'] }),
    'out-of-memory',
    /ran out/,
  ],
  ['Windows found no memory', exit({ code: 0xc0000017 - 2 ** 32 }), 'out-of-memory', /ran out/],
  ['it said why', exit({ code: 7, lines: ['Error: the driver', 'at somewhere'] }), 'engine-died', /with code 7\..*Error: the driver/],
])('%s', (_, how, code, reason) => {
  expect(deathOf(how)).toEqual({ code, reason: saying(reason) });
});
