import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { Failure } from '../../contract/failure.ts';
import { type Image, type ImageId, JobId } from '../../contract/records.ts';
import { cancelled } from '../abort.ts';
import type { Context } from '../context.ts';
import { type VerifyParts, verifyFile } from './verify.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** The calls that make a picture once more from its own file. One at a time: a new one ends the last. */
export const createVerifyHandlers = ({ home, publish, newId }: Context, parts: VerifyParts, imageOf: (id: ImageId) => Image) => {
  let current: AbortController | null = null;
  const bytesOf = (id: ImageId): Promise<Buffer> => {
    const { file } = imageOf(id);
    return readFile(join(home.library, file)).catch((error: unknown) => {
      throw new Failure({ code: 'not-found', message: sentence('picture.file-gone'), what: file }, { cause: error });
    });
  };
  return {
    'images.again': async (id) => {
      const { recipe, differences } = await parts.rebuild(await bytesOf(id));
      return { recipe, differences: [...differences] };
    },
    'images.verify': async (id) => {
      current?.abort(cancelled());
      const controller = new AbortController();
      current = controller;
      return verifyFile(parts, await bytesOf(id), JobId.parse(newId()), {
        signal: controller.signal,
        onProgress: ({ step, steps }) => publish('verify.progress', { image: id, step, steps }),
        onPreview: () => undefined,
      });
    },
    'images.stopVerify': async () => {
      current?.abort(cancelled());
      return null;
    },
  } satisfies Partial<Handlers>;
};
