import { Rating, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { exportPictures } from '../../commands/export.ts';
import { rankFit } from '../../commands/meaning.ts';
import { clearSelection, selectAll } from '../../commands/library.ts';
import { addTag, addToCollection, compare, rates, removeFromCollection, removeTag } from '../../commands/order.ts';
import { favourite, remove } from '../../commands/picture.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useSelection } from '../../studio.ts';
import { CommandButton, CommandIcon } from '../../ui/CommandButton.tsx';
import classes from './Library.module.css';

/** What can be done with several pictures at once. */
export const SelectionBar = () => {
  const { t } = useTranslation();
  const run = useRun();
  const count = useSelection(({ ids }) => ids.size);
  if (count === 0) return null;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('library.selected', { count })}>
      <Text size="sm" fw={500} me={8} aria-live="polite">
        {t('library.selected', { count })}
      </Text>
      <CommandIcon command={selectAll} />
      <Rating
        aria-label={t('library.rate')}
        getSymbolLabel={(value) => t('library.stars', { count: value })}
        value={0}
        onChange={(value) => {
          const command = rates[value];
          if (command !== undefined) run(command);
        }}
      />
      <CommandIcon command={favourite} />
      <CommandIcon command={exportPictures} />
      <CommandIcon command={addTag} />
      <CommandIcon command={removeTag} />
      <CommandIcon command={addToCollection} />
      <CommandIcon command={removeFromCollection} />
      <CommandIcon command={compare} />
      <CommandIcon command={rankFit} />
      <CommandButton command={remove} />
      <CommandIcon command={clearSelection} />
    </div>
  );
};
