import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { engineModel } from '../contract/examples.ts';
import { EngineReply, type EngineRequest } from '../contract/engine.ts';
import { JobId } from '../contract/records.ts';
import { createFrameReader, encodeFrame } from './frames.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000 });

const blocked = fileURLToPath(new URL('./testing/blocked.ts', import.meta.url));

const start = () => {
  const child = spawn(process.execPath, [blocked], { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] });
  const read = createFrameReader();
  const replies: EngineReply[] = [];
  let heard = Promise.withResolvers<void>();
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    replies.push(...read(chunk).map(({ header }) => EngineReply.parse(header)));
    heard.resolve();
    heard = Promise.withResolvers();
  });
  const reply = async (ask: string): Promise<EngineReply> => {
    for (;;) {
      const found = replies.find((one) => 'ask' in one && one.ask === ask);
      if (found !== undefined) return found;
      await heard.promise;
    }
  };
  const send = (request: EngineRequest): void => {
    for (const bytes of encodeFrame(request)) child.stdin?.write(bytes);
  };
  return { child, reply, send };
};

it('a cancel that comes while a network call blocks the thread is known before the next one', async () => {
  const { child, reply, send } = start();
  send({ kind: 'inspect', ask: 'run', model: engineModel('') });
  await reply('blocking');
  send({ kind: 'cancel', ask: JobId.parse(randomUUID()) });
  expect(await reply('run')).toEqual({ kind: 'schedule', ask: 'run', sigmas: [1] });
  child.stdin?.end();
  await once(child, 'close');
});

it('without a cancel the run goes on', async () => {
  const { child, reply, send } = start();
  send({ kind: 'inspect', ask: 'run', model: engineModel('') });
  expect(await reply('run')).toEqual({ kind: 'schedule', ask: 'run', sigmas: [0] });
  child.stdin?.end();
  await once(child, 'close');
});
