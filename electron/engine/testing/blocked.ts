/** An engine that blocks its thread in the middle of a run, as a network call does, and says whether it then knew of the cancel. */
import { openConnection } from '../connection.ts';
import { createLiveController } from '../live-signal.ts';

const { send, listen, poll } = openConnection();
const controller = createLiveController(poll);

listen((request) => {
  if (request.kind === 'cancel') controller.abort();
  if (request.kind !== 'inspect') return;
  const { ask } = request;
  send({ kind: 'schedule', ask: 'blocking', sigmas: [] });
  setImmediate(() => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    try {
      controller.signal.throwIfAborted();
      send({ kind: 'schedule', ask, sigmas: [0] });
    } catch {
      send({ kind: 'schedule', ask, sigmas: [1] });
    }
  });
});
send({ kind: 'listening', pid: process.pid });
