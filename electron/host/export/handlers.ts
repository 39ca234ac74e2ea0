import type { Handlers } from '../../contract/calls.ts';
import type { Exports } from './exports.ts';

type Shell = Readonly<{
  reveal: (path: string) => void;
  choosePath: ((kind: 'folder' | 'zip', initial: string) => Promise<string | null>) | null;
}>;

/** The calls of the contract that are about exports. */
export const createExportHandlers = (exports: Exports, { reveal, choosePath }: Shell) =>
  ({
    'export.start': async (request) => exports.start(request),
    'export.cancel': async (id) => {
      exports.cancel(id);
      return null;
    },
    'export.resume': async (id) => {
      exports.resume(id);
      return null;
    },
    'export.forget': async (id) => {
      exports.forget(id);
      return null;
    },
    'export.list': async () => exports.list(),
    'export.preview': (wanted) => exports.preview(wanted),
    'export.reveal': async (id) => {
      const target = exports.list().find((job) => job.id === id)?.target;
      if (target !== undefined && target.kind !== 'download') reveal(target.path);
      return null;
    },
    'places.choose': async ({ kind, initial }) => (choosePath === null ? null : choosePath(kind, initial)),
  }) satisfies Partial<Handlers>;
