import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where things lie when Tincture runs from its sources; a packaged app says it itself. */
export const checkout = {
  root: at('../..'),
  node: process.execPath,
  engineMain: at('../engine/main.ts'),
  builtInModels: at('../../assets/models'),
  renderer: at('../../dist/renderer'),
} as const;
