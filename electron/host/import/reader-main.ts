import { parentPort } from 'node:worker_threads';
import { readMetadata } from '../metadata/formats.ts';
import { readSettings } from './read-settings.ts';
import { wordsInPixels } from './stealth.ts';
import type { ReaderAnswer, ReaderQuestion } from './reader.ts';

// A thread of its own for files of strangers: whoever made one that takes for ever, or all memory, ends this thread and nothing else.

const answer = (question: ReaderQuestion): ReaderAnswer => {
  const file = Buffer.from(question.file.buffer, question.file.byteOffset, question.file.byteLength);
  const found = readMetadata(file);
  if (found === null) return { kind: 'no-picture' };
  if (question.pixels === null) {
    const settings = readSettings(found);
    return settings.tool === null && found.problems.length === 0 ? { kind: 'nothing', settings } : { kind: 'read', settings };
  }
  const { data, ...rest } = question.pixels;
  const texts = wordsInPixels({ data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), ...rest });
  return { kind: 'read', settings: readSettings(texts.length === 0 ? found : { ...found, texts }) };
};

parentPort?.on('message', (question: ReaderQuestion) => parentPort?.postMessage(answer(question)));
