/**
 * The framing between host and engine: magic, length of the JSON header, length of the raw bytes (three unsigned 32-bit
 * integers, little endian), the header as UTF-8, the bytes.
 */
const magic = 0x544e4331; // "1CNT": says at once when something else writes into the pipe
const prefix = 12;

/** Nothing sensible is larger; whoever says so has lost the thread. */
export const frameLimits = { header: 1 << 20, body: 256 << 20 } as const;

export type Frame = Readonly<{ header: unknown; body: Buffer }>;

/** What came in is not a frame; the stream cannot be read any further. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}

/** One message as the buffers to write, in order. */
export const encodeFrame = (header: unknown, body: Uint8Array = new Uint8Array()): readonly [Buffer, Uint8Array] => {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  if (text.length > frameLimits.header)
    throw new FrameError(`a message header of ${text.length} bytes is over the limit of ${frameLimits.header}`);
  if (body.length > frameLimits.body)
    throw new FrameError(`a message body of ${body.length} bytes is over the limit of ${frameLimits.body}`);
  const head = Buffer.alloc(prefix + text.length);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(text.length, 4);
  head.writeUInt32LE(body.length, 8);
  text.copy(head, prefix);
  return [head, body];
};

/** Takes chunks as they come and gives whole frames. Throws `FrameError` at the first byte that cannot be right. */
export const createFrameReader = (): ((chunk: Uint8Array) => Frame[]) => {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let needed = prefix;

  const gather = (): Buffer => {
    const all = Buffer.concat(chunks, held);
    chunks = [all];
    return all;
  };

  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    const frames: Frame[] = [];
    while (held >= needed) {
      const all = gather();
      const sizes = readPrefix(all);
      needed = prefix + sizes.header + sizes.body;
      if (held < needed) break;
      frames.push({ header: parseHeader(all.subarray(prefix, prefix + sizes.header)), body: all.subarray(prefix + sizes.header, needed) });
      chunks = [all.subarray(needed)];
      held -= needed;
      needed = prefix;
    }
    return frames;
  };
};

const readPrefix = (bytes: Buffer): { header: number; body: number } => {
  if (bytes.readUInt32LE(0) !== magic) throw new FrameError('what came in is not a message');
  const header = bytes.readUInt32LE(4);
  const body = bytes.readUInt32LE(8);
  if (header > frameLimits.header) throw new FrameError(`a message header of ${header} bytes is over the limit of ${frameLimits.header}`);
  if (body > frameLimits.body) throw new FrameError(`a message body of ${body} bytes is over the limit of ${frameLimits.body}`);
  return { header, body };
};

const parseHeader = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new FrameError('a message header is not JSON');
  }
};
