import { type DragEvent, useState } from 'react';
import type { ImageId } from '../../../electron/contract/records.ts';
import { point } from '../../commands/current.ts';
import type { Studio } from '../../studio.ts';

/** Known to this window alone: pictures that are dragged go by what is chosen, however many. */
const type = 'application/x-tincture-pictures';

/** A picture is taken, or all that are selected if it is one of them. */
export const takePictures = (studio: Studio, id: ImageId, { dataTransfer }: DragEvent): void => {
  point(studio, id);
  dataTransfer.setData(type, id);
  dataTransfer.effectAllowed = 'copy';
};

/** What makes an element a place for pictures of the library, and shows that it is one while they are over it. */
export const usePicturesTaken = (onTaken: () => void) => {
  const [over, setOver] = useState(false);
  return {
    'data-over': over || undefined,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(type)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer.types.includes(type)) return;
      event.preventDefault();
      onTaken();
    },
  };
};
