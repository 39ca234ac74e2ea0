import { Socket } from 'node:net';
import { type MessagePort, MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { EngineRequest, type EngineReply } from '../contract/engine.ts';
import { FrameError, createFrameReader, encodeFrame } from './frames.ts';

/** The engine's side of the pipe: requests come in on stdin, replies go out on a pipe of their own, so that no print can reach them. */
export type Connection = Readonly<{
  send: (reply: EngineReply, body?: Uint8Array) => void;
  /** Starts to read; the process ends when the host closes the pipe, and gives up on a message that makes no sense. */
  listen: (handle: (request: EngineRequest, body: Buffer) => void) => void;
  /** Handles what has come in by now, without a turn of the event loop: a network call blocks that, and the next call must know of a cancel. */
  poll: () => void;
}>;

/** File descriptor of the replies. */
export const replyDescriptor = 3;

/**
 * Reads stdin on a thread of its own and hands the chunks on; null says that the host is gone. Where the engine is deep in a network
 * call and does not hear that, the thread ends the process. As text, because a bundle is one file.
 */
const readerSource = `
const { Socket } = require('node:net');
const { port } = require('node:worker_threads').workerData;
const stdin = new Socket({ fd: 0, readable: true, writable: false });
let over = false;
const end = () => {
  if (over) return;
  over = true;
  port.postMessage(null);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5000);
};
stdin.on('data', (chunk) => port.postMessage(new Uint8Array(chunk)));
stdin.on('end', end).on('error', end).on('close', end);
`;

const startReader = (): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  const reader = new Worker(readerSource, { eval: true, workerData: { port: port2 }, transferList: [port2], stdin: false });
  reader.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  return port1;
};

export const openConnection = (): Connection => {
  const requests = startReader();
  const replies = new Socket({ fd: replyDescriptor, readable: false, writable: true });
  // the host is gone: there is nobody to work for
  replies.on('error', () => process.exit(1));

  const send: Connection['send'] = (reply, body) => {
    const [head, bytes] = encodeFrame(reply, body);
    replies.cork();
    replies.write(head);
    if (bytes.length > 0) replies.write(bytes);
    replies.uncork();
  };

  const giveUp = (reason: string): void => {
    requests.close();
    send({ kind: 'giving-up', reason });
    replies.end(() => process.exit(2));
  };

  const read = createFrameReader();
  let handler: Parameters<Connection['listen']>[0] = () => undefined;

  const take = (message: unknown): void => {
    if (!(message instanceof Uint8Array)) process.exit(0);
    try {
      for (const { header, body } of read(message)) {
        const request = EngineRequest.safeParse(header);
        if (!request.success) return giveUp(`a message that is none of ours: ${request.error.issues[0]?.message ?? 'unknown'}`);
        handler(request.data, body);
      }
    } catch (error) {
      if (error instanceof FrameError) return giveUp(error.message);
      throw error;
    }
  };

  return {
    send,
    listen: (handle) => {
      handler = handle;
      requests.on('message', take);
    },
    poll: () => {
      for (let next = receiveMessageOnPort(requests); next !== undefined; next = receiveMessageOnPort(requests)) take(next.message);
    },
  };
};
