import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const entry = fileURLToPath(new URL('main.tsx', import.meta.url));
type Info = Readonly<{ importedIds: readonly string[] }>;

/** Everything that the entry imports, and what that imports, but for what is read later. */
const startModules = (infoOf: (id: string) => Info | null): ReadonlySet<string> => {
  const found = new Set<string>();
  const open = [entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(infoOf(id)?.importedIds ?? []));
  }
  return found;
};
let start: ReadonlySet<string> | null = null;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2024',
    cssTarget: 'chrome130',
    // An inline script or a data: font would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // what the first screen needs is one file, however many screens share pieces of it
          groups: [
            {
              debugName: 'start',
              name: (id, context) => {
                start ??= startModules((one) => context.getModuleInfo(one));
                return start.has(id) ? 'start' : null;
              },
            },
          ],
        },
      },
    },
  },
});
