import { useStudio } from '../../studio.ts';
import { toBase64 } from '../../api/base64.ts';
import { errorMessage } from '../../api/client.ts';

/** Hands a picture or a mask to the host, which keeps it by its content; a refusal is told at the field. */
export const useSource = () => {
  const { client, draft } = useStudio();
  const keep = async (file: Blob): Promise<string | null> => {
    try {
      const { sha256 } = await client.invoke('sources.add', { base64: await toBase64(file) });
      return sha256;
    } catch (error) {
      draft.getState().complain({ source: errorMessage(error) });
      return null;
    }
  };
  return {
    start: async (file: Blob): Promise<void> => {
      const image = await keep(file);
      if (image !== null) draft.getState().edit({ source: { image, mask: null } });
    },
    mask: async (file: Blob): Promise<void> => {
      const { source, edit } = draft.getState();
      const mask = await keep(file);
      if (source !== null && mask !== null) edit({ source: { ...source, mask } });
    },
  };
};
