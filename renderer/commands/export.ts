import { IconFileExport, IconShieldCheck } from '@tabler/icons-react';
import type { Origin } from '../../electron/contract/origin.ts';
import type { Image } from '../../electron/contract/records.ts';
import { sentence, type Sentence } from '../../native-models/words/sentence.ts';
import type { Command, CommandContext } from './command.ts';
import { currentId, listed, present, targets } from './current.ts';
import { keys } from '../api/queries.ts';
import type { Asked } from '../state/exporting.ts';

/** The selection, else the picture in front, else all that the library lists; null where there is none. All of a search goes as the search. */
const wanted = (context: CommandContext): Asked | null => {
  const { view, query } = context.layout.getState();
  const chosen = targets(context);
  const all = view === 'library' ? listed(context) : [];
  const isAll =
    all.length > 0 &&
    (chosen.length === 0 || (chosen.length === all.length && all.every((id) => context.selection.getState().ids.has(id))));
  if (isAll) return { what: { kind: 'query', query: query.text, sort: query.sort }, count: all.length };
  return chosen.length === 0 ? null : { what: { kind: 'ids', ids: [...chosen] }, count: chosen.length };
};

export const exportPictures: Command = {
  id: 'export',
  label: 'command.export',
  group: 'picture',
  icon: IconFileExport,
  keys: ['E'],
  when: (context) => wanted(context) !== null,
  run: (context) => {
    const asked = wanted(context);
    if (asked !== null) context.exporting.getState().ask(asked);
  },
};

/** What the file of another program lacks to be made once more; null where it says enough. */
const lackingIn = ({ tool, fields }: Origin): Sentence | null => {
  if (tool === null) return sentence('verify.no-recipe');
  if (fields.prompt === null || fields.seed === null) return sentence('verify.no-words');
  if (fields.strength !== null) return sentence('verify.no-source');
  return fields.model === null ? sentence('verify.no-model') : null;
};

const whyNotVerify = (context: CommandContext): string | null => {
  const id = currentId(context);
  const origin = id === null ? null : (context.cache.getQueryData<Image | null>(keys.image(id))?.origin ?? null);
  const lacking = origin === null ? null : lackingIn(origin);
  return lacking === null ? null : context.tell(lacking);
};

export const verify: Command = {
  id: 'verify',
  label: 'command.verify',
  group: 'picture',
  icon: IconShieldCheck,
  keys: ['Shift+R'],
  when: (context) => currentId(context) !== null && whyNotVerify(context) === null,
  whyNot: whyNotVerify,
  run: async (context) => {
    const { cache, client } = context;
    const id = currentId(context);
    if (id === null) return;
    // its note stands under the large picture
    present(context, id);
    cache.setQueryData(keys.verification(id), { kind: 'running', step: 0, steps: 0 });
    try {
      const result = await client.invoke('images.verify', id);
      cache.setQueryData(keys.verification(id), { kind: 'done', result });
    } catch (error) {
      cache.setQueryData(keys.verification(id), null);
      throw error;
    }
  },
};
