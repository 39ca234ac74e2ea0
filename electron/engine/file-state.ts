import { statSync } from 'node:fs';

/** Size and time of each file, to tell whether it was replaced; null for one that is gone. */
export const stateOfFiles = (paths: readonly string[]): readonly (string | null)[] =>
  paths.map((path) => {
    const state = statSync(path, { throwIfNoEntry: false });
    return state === undefined ? null : `${state.size} ${state.mtimeMs}`;
  });
