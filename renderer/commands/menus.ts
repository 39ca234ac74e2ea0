import { IconCopy, IconStar } from '@tabler/icons-react';
import { compare, rates, addTag, addToCollection, removeFromCollection, removeTag } from './order.ts';
import type { Command } from './command.ts';
import { exportPictures, verify } from './export.ts';
import { likeThis, rankFit } from './meaning.ts';
import { copyCommand, copyJson, copyPrompt, copyText } from './picture.ts';
import { again, branch, enlarge, favourite, remove, reveal, saveSettings, startFrom, useSettings, variations, vary } from './picture.ts';

/** A menu within a menu: one word for commands that belong together. */
export type SubMenu = Readonly<{ label: 'menu.copy' | 'menu.rate'; icon: Command['icon']; commands: readonly Command[] }>;

/** What can be done with a picture, or with several, in parts. What does not apply is left out. */
export const pictureMenu: readonly (readonly (Command | SubMenu)[])[] = [
  [again, vary, branch, variations, enlarge],
  [useSettings, startFrom, { label: 'menu.copy', icon: IconCopy, commands: [copyPrompt, copyText, copyCommand, copyJson] }, saveSettings],
  [favourite, { label: 'menu.rate', icon: IconStar, commands: rates }, addTag, removeTag, addToCollection, removeFromCollection, compare],
  [likeThis, rankFit],
  [exportPictures, verify, reveal],
  [remove],
];
