import { IconPhotoDown } from '@tabler/icons-react';
import { accepted } from '../features/import/dropped-files.ts';
import { always, type Command } from './command.ts';

export const importPictures: Command = {
  id: 'import',
  label: 'command.import',
  group: 'library',
  icon: IconPhotoDown,
  keys: ['mod+O'],
  when: always,
  run: ({ offer }) => {
    const chooser = Object.assign(document.createElement('input'), { type: 'file', accept: accepted, multiple: true });
    chooser.addEventListener('change', () => offer.getState().make([...(chooser.files ?? [])]));
    chooser.click();
  },
};
