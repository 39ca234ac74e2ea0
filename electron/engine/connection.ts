import { Socket } from 'node:net';
import { EngineRequest, type EngineReply } from '../contract/engine.ts';
import { FrameError, createFrameReader, encodeFrame } from './frames.ts';

/** The engine's side of the pipe: requests come in on stdin, replies go out on a pipe of their own, so that no print can reach them. */
export type Connection = Readonly<{
  send: (reply: EngineReply, body?: Uint8Array) => void;
  /** Starts to read; the process ends when the host closes the pipe, and gives up on a message that makes no sense. */
  listen: (handle: (request: EngineRequest, body: Buffer) => void) => void;
}>;

/** File descriptor of the replies. */
export const replyDescriptor = 3;

export const openConnection = (): Connection => {
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
    process.stdin.pause();
    send({ kind: 'giving-up', reason });
    replies.end(() => process.exit(2));
  };

  return {
    send,
    listen: (handle) => {
      const read = createFrameReader();
      process.stdin.on('data', (chunk: Buffer) => {
        try {
          for (const { header, body } of read(chunk)) {
            const request = EngineRequest.safeParse(header);
            if (!request.success) return giveUp(`a message that is none of ours: ${request.error.issues[0]?.message ?? 'unknown'}`);
            handle(request.data, body);
          }
        } catch (error) {
          if (error instanceof FrameError) return giveUp(error.message);
          throw error;
        }
      });
      process.stdin.on('end', () => process.exit(0));
      process.stdin.on('error', () => process.exit(1));
    },
  };
};
