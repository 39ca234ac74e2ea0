import { parseArgs } from 'node:util';
import { openConnection } from './connection.ts';
import { engineVersion } from './version.ts';

// what anything prints is for the log
console.log = console.error;
console.info = console.error;

// Ctrl+C in a terminal reaches every process of the command: it is the host that decides what ends
process.on('SIGINT', () => undefined);

const { values } = parseArgs({ options: { threads: { type: 'string' } } });

const connection = openConnection();
const { createWork } = await (async () => {
  connection.send({ kind: 'listening', pid: process.pid });
  return import('./work.ts');
})();
const { runtime } = await import('./runtime.ts');
const { onnxruntime, providers } = runtime();
connection.listen(createWork(values.threads === undefined ? {} : { threads: Number.parseInt(values.threads, 10) }, connection));
connection.send({ kind: 'ready', engine: engineVersion, onnxruntime, providers });
