import type { Command } from './command.ts';
import { places, rescan, themes } from './go.ts';
import { clearSelection, find, selectAll } from './library.ts';
import {
  cancel,
  cancelAll,
  defaults,
  focusPrompt,
  generate,
  lockSeed,
  more,
  newSeed,
  presets,
  promptHistory,
  stopHard,
  swapSides,
} from './make.ts';
import { again, back, copyPrompt, details, favourite, next, previous, remove, reveal, startFrom, useSettings, vary } from './picture.ts';

/** Every command. Where two share a key, the earlier one has it first: Escape closes, then clears, then cancels. */
export const commands: readonly Command[] = [
  generate,
  back,
  clearSelection,
  cancel,
  cancelAll,
  stopHard,
  focusPrompt,
  promptHistory,
  presets,
  swapSides,
  newSeed,
  lockSeed,
  defaults,
  more,
  again,
  vary,
  copyPrompt,
  useSettings,
  startFrom,
  favourite,
  remove,
  reveal,
  next,
  previous,
  details,
  find,
  selectAll,
  ...places,
  ...themes,
  rescan,
];
