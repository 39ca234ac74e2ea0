import { Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImageId } from '../../../electron/contract/records.ts';
import {
  again,
  branch,
  details,
  enlarge,
  favourite,
  next,
  previous,
  remove,
  reveal,
  startFrom,
  useSettings,
  variations,
  vary,
} from '../../commands/picture.ts';
import { exportPictures, verify } from '../../commands/export.ts';
import { roomForDetails } from '../../state/layout.ts';
import { isProvider } from '../../../native-models/sessions/providers.ts';
import { DeviceBadge } from '../devices/DeviceBadge.tsx';
import { useLayout, useStudio } from '../../studio.ts';
import { CommandButton, CommandIcon } from '../../ui/CommandButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Branch } from './Branch.tsx';
import { CopyMenu } from './CopyMenu.tsx';
import { Enlarge } from './Enlarge.tsx';
import { Frame } from './Frame.tsx';
import { Zoomable } from './Zoomable.tsx';
import classes from './Picture.module.css';
import { VerifyNote } from './VerifyNote.tsx';
import { RecipePanel } from './RecipePanel.tsx';

/** One picture large, what can be done with it, and its recipe. */
export const Picture = ({ id }: Readonly<{ id: ImageId }>) => {
  const { t } = useTranslation();
  const { queries, client } = useStudio();
  const { data: image } = useQuery(queries.image(id));
  const asked = useLayout((layout) => layout.details);
  const room = useMediaQuery(roomForDetails, false, { getInitialValueInEffect: false });
  const open = asked ?? room;
  if (image === undefined || image === null) return <div className={classes.picture} />;
  const { recipe } = image;
  return (
    <div className={classes.picture}>
      <div className={classes.front} data-picture={id}>
        <Frame
          width={image.width}
          height={image.height}
          sides={[<CommandIcon key="previous" command={previous} />, <CommandIcon key="next" command={next} />]}
        >
          <Zoomable
            key={id}
            src={client.imageUrl(id, 'full')}
            alt={recipe.prompt === '' ? t('picture.noPrompt') : recipe.prompt}
            width={image.width}
          />
        </Frame>
        {image.missing && (
          <div className={classes.note}>
            <Notice level="error">{t('picture.missing')}</Notice>
          </div>
        )}
        <div className={classes.note}>
          <VerifyNote id={id} />
        </div>
        <Text className={classes.caption} lineClamp={2} dir="auto">
          {recipe.prompt}
        </Text>
        {recipe.made !== null && isProvider(recipe.made.provider) && (
          <div className={classes.device}>
            <DeviceBadge id={recipe.made.provider} fellBack={recipe.made.fellBack} />
          </div>
        )}
        <div className={classes.tools} role="toolbar" aria-label={t('picture.actions')}>
          <CommandButton command={again} />
          <CommandButton command={vary} />
          <CommandIcon command={branch} />
          <CommandIcon command={variations} />
          <CommandIcon command={favourite} pressed={image.favourite} />
          <CopyMenu />
          <CommandIcon command={useSettings} />
          <CommandIcon command={startFrom} />
          <CommandIcon command={enlarge} />
          <CommandIcon command={exportPictures} />
          <CommandIcon command={verify} />
          <CommandIcon command={reveal} />
          <CommandIcon command={remove} />
          <CommandIcon command={details} pressed={open} />
        </div>
      </div>
      {open && <RecipePanel image={image} />}
      <Branch image={image} />
      <Enlarge image={image} />
    </div>
  );
};
