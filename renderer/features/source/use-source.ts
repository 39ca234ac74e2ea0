import type { Extension } from './ExtendEditor.tsx';
import { useStudio } from '../../studio.ts';
import { toBase64 } from '../../api/base64.ts';
import { wordsOf } from '../../api/client.ts';
import { useTell } from '../../ui/use-tell.ts';

/** What is new is made anew; a trace of the mirrored picture leads the colours over. */
const extendStrength = 0.9;

/** Hands a picture or a mask to the host, which keeps it by its content; a refusal is told at the field. */
export const useSource = () => {
  const { client, draft } = useStudio();
  const tell = useTell();
  const keep = async (file: Blob): Promise<string | null> => {
    try {
      const { sha256 } = await client.invoke('sources.add', { base64: await toBase64(file) });
      return sha256;
    } catch (error) {
      draft.getState().complain({ source: tell(wordsOf(error)) });
      return null;
    }
  };
  return {
    start: async (file: Blob): Promise<void> => {
      const image = await keep(file);
      if (image !== null) draft.getState().edit({ source: { image, mask: null } });
    },
    /** A soft edge blends what is made into what is kept. */
    mask: async (file: Blob, feather: number): Promise<void> => {
      const { source, edit } = draft.getState();
      const mask = await keep(file);
      if (source !== null && mask !== null)
        edit({ source: { image: source.image, mask, ...(feather > 0 ? { edge: 'soft' as const } : {}) } });
    },
    extend: async ({ image, mask, width, height }: Extension): Promise<void> => {
      const [imageId, maskId] = [await keep(image), await keep(mask)];
      if (imageId === null || maskId === null) return;
      draft.getState().edit({ source: { image: imageId, mask: maskId, edge: 'soft' }, width, height, strength: extendStrength });
    },
  };
};
