import type { EngineReply, EngineRequest } from '../contract/engine.ts';
import { type Clip, type ClipOptions, openClip } from '../../native-models/clip/clip.ts';
import { PictureError } from '../../native-models/pipelines/errors.ts';
import type { Picture } from '../../native-models/pipelines/types.ts';
import { decodePicture } from './pictures.ts';

type EmbedRequest = Extract<EngineRequest, { kind: 'embed' }>;
export type Embedded = Readonly<{ reply: Extract<EngineReply, { kind: 'embedded' }>; body: Uint8Array }>;

const decoded = async (file: Uint8Array): Promise<Picture | null> => {
  try {
    return await decodePicture(file);
  } catch (error) {
    if (error instanceof PictureError) return null;
    throw error;
  }
};

/** The files of a request, one after the other behind its header. */
const filesOf = (lengths: readonly number[], body: Buffer): readonly Buffer[] => {
  let from = 0;
  return lengths.map((length) => body.subarray(from, (from += length)));
};

/** Embeds pictures and texts. The last CLIP stays open, within the pool's budget; one whose files changed is opened again. */
export const createEmbedder = (options: ClipOptions): ((request: EmbedRequest, body: Buffer) => Promise<Embedded>) => {
  let open: Readonly<{ key: string; clip: Promise<Clip> }> | null = null;

  const clipOf = async ({ clip: folder, files }: EmbedRequest): Promise<Clip> => {
    const key = JSON.stringify([folder, files]);
    if (open?.key === key) return open.clip;
    const before = open;
    const clip = openClip(folder, options);
    open = { key, clip };
    // one that could not be opened is tried again when somebody asks again
    clip.catch(() => {
      if (open?.key === key) open = null;
    });
    await before?.clip.then((old) => old.close()).catch(() => undefined);
    return clip;
  };

  return async (request, body) => {
    const { ask, pictures, texts } = request;
    const clip = await clipOf(request);
    const read = await Promise.all(filesOf(pictures, body).map(decoded));
    const seen = await clip.embedPictures(read.filter((picture) => picture !== null));
    const told = await clip.embedTexts(texts);
    const width = (seen[0] ?? told[0])?.length ?? 0;
    const all = new Float32Array(width * (read.length + told.length));
    let next = 0;
    for (const [at, picture] of read.entries()) if (picture !== null) all.set(seen[next++]!, at * width);
    for (const [at, vector] of told.entries()) all.set(vector, (read.length + at) * width);
    const unread = [...read.entries()].flatMap(([at, picture]) => (picture === null ? [at] : []));
    return { reply: { kind: 'embedded', ask, width, unread }, body: new Uint8Array(all.buffer) };
  };
};
