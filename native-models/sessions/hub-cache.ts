import { resolve, sep } from 'node:path';

/**
 * A model in the cache of Hugging Face's own tools, `models--ORG--NAME/snapshots/REVISION`, whose files are links to `models--ORG--NAME/blobs`
 * (huggingface.co/docs/huggingface_hub/guides/manage-cache).
 */
export type HubSnapshot = Readonly<{
  /** The folder of the whole repository: all that a snapshot may link to. */
  root: string;
  /** `org/name`. */
  repo: string;
  revision: string;
}>;

/** Where a folder lies in such a cache; null where it does not. Looks at the path alone. */
export const hubSnapshot = (folder: string): HubSnapshot | null => {
  const parts = resolve(folder).split(sep);
  const at = parts.findLastIndex((part, i) => /^models--./.test(part) && parts[i + 1] === 'snapshots' && (parts[i + 2] ?? '') !== '');
  if (at === -1) return null;
  const repo = parts[at]!.slice('models--'.length).replace('--', '/');
  return { root: parts.slice(0, at + 1).join(sep), repo, revision: parts[at + 2]! };
};

/** What to call a model folder: its own name, in the cache that of the repository and, as git shortens them, of the revision. */
export const folderName = (folder: string): string => {
  const snapshot = hubSnapshot(folder);
  return snapshot === null ? (resolve(folder).split(sep).at(-1) ?? folder) : `${snapshot.repo} (${snapshot.revision.slice(0, 7)})`;
};
