import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { imageSizes, isImageSize } from '../contract/events.ts';
import { RecipeSource } from '../contract/recipe.ts';
import { ImageId } from '../contract/records.ts';
import type { Studio } from '../host/studio.ts';
import { answer, missing } from './answers.ts';
import { appOrigin, imageScheme } from './origins.ts';

/** What is named by its content never changes. */
const forever = { 'cache-control': 'private, max-age=31536000, immutable' };

const imageAnswer = async (host: Studio, rawId: string, rawSize: string, signal: AbortSignal): Promise<Response> => {
  const id = ImageId.safeParse(rawId);
  if (!id.success || !isImageSize(rawSize)) return missing();
  const file = await host.imageFile(id.data, imageSizes[rawSize], signal).catch((error: unknown) => {
    // scrolled out of sight before it was there
    if (signal.aborted) return null;
    throw error;
  });
  if (file === null) return missing();
  // another program may change the file of a picture
  return answer(new Uint8Array(await readFile(file.path)), file.type, { 'cache-control': 'private, max-age=600' });
};

const sourceAnswer = async (host: Studio, sha256: string): Promise<Response> => {
  const known = RecipeSource.shape.image.safeParse(sha256);
  const source = known.success ? await host.source(known.data) : null;
  if (source === null) return missing();
  // a mask is drawn on and read back: our own page may see its pixels
  return answer(new Uint8Array(source.bytes), source.type, { ...forever, 'access-control-allow-origin': appOrigin });
};

const modelAnswer = async (host: Studio, id: string): Promise<Response> => {
  const picture = await host.modelImage(decodeURIComponent(id));
  // another picture may be put beside a model at any time
  return picture === null ? missing() : answer(new Uint8Array(picture.bytes), picture.type, { 'cache-control': 'private, max-age=60' });
};

const previewAnswer = (host: Studio, job: string, n: string): Response => {
  const preview = host.preview(job, Number(n));
  return preview === null ? missing() : answer(new Uint8Array(preview.bytes), preview.type, { 'cache-control': 'no-store' });
};

/** `studio-image://picture/<id>`, `…source/<sha256>`, `…model/<id>` and `…preview/<job>`: by id only, never by path. */
export const servePictures = (host: Studio): void =>
  protocol.handle(imageScheme, async (request) => {
    const url = new URL(request.url);
    const name = url.pathname.slice(1);
    switch (url.host) {
      case 'picture':
        return imageAnswer(host, name, url.searchParams.get('size') ?? 'full', request.signal);
      case 'source':
        return sourceAnswer(host, name);
      case 'model':
        return modelAnswer(host, name);
      case 'preview':
        return previewAnswer(host, name, url.searchParams.get('n') ?? '0');
      default:
        return missing();
    }
  });
