import { posix } from 'node:path';
import { catalogueEntry } from '../../../native-models/catalogue/index.ts';
import type { CatalogueEntry } from '../../../native-models/catalogue/entry.ts';
import type { DownloadFrom } from '../../contract/downloads.ts';
import { Failure } from '../../contract/failure.ts';
import type { HubClient, TreeFile } from './hub.ts';
import type { Journal, PlannedFile } from './journal.ts';
import { pickFiles } from './pick-files.ts';
import { assertSafeNames, isWanted } from './safe-name.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

type Subject = Pick<Journal, 'id' | 'name' | 'repository' | 'revision'>;

const findEntry = (id: string): CatalogueEntry => {
  const entry = catalogueEntry(id);
  if (entry === null) throw new Failure({ code: 'not-found', message: sentence('catalogue.unknown', { id }), what: id });
  return entry;
};

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');

/** What a request is about. Throws where the catalogue does not know it, it cannot run here, or its licence has not been agreed to. */
export const subjectOf = (from: DownloadFrom, licence: string | null): Subject => {
  if (from.kind === 'repository') {
    const [owner = '', name = ''] = from.repository.split('/');
    const file = from.file === null ? '' : `--${slug(from.file.replace(/\.safetensors$/, ''))}`;
    return { id: `${slug(owner)}--${slug(name)}${file}`, name: from.repository, repository: from.repository, revision: from.revision };
  }
  const { id, name, repository, revision, licence: asked } = findEntry(from.id);
  if (asked !== null && asked.conditions !== 'none' && licence !== asked.id) {
    throw new Failure({
      code: 'not-allowed',
      message: sentence('licence.first', { name, licence: asked.name, id: asked.id, url: asked.url }),
      what: 'licence',
    });
  }
  return { id, name, repository, revision };
};

/** The name of a lone part is what a prompt or a list calls it: what the repository calls it is often everybody's. */
const nameOf = ({ id, kind, files }: CatalogueEntry, path: string): string | null =>
  kind === 'part' && files.length === 1 ? `${id}${posix.extname(path)}` : null;

const toPlanned = ({ path, bytes, digest }: TreeFile, below: string): PlannedFile => ({
  path,
  as: below === '' ? path : posix.relative(below, path),
  bytes,
  digest,
  sha256: null,
  etag: null,
});

const missing = (repository: string, path: string): Failure =>
  new Failure({ code: 'not-found', message: sentence('repository.file-gone', { repository, path }), what: path });

/** The catalogue's own list; hashes that it has must be the hub's. */
const listed = (entry: CatalogueEntry, tree: readonly TreeFile[]): PlannedFile[] =>
  entry.files.map(({ path, sha256 }) => {
    const found = tree.find((file) => file.path === path);
    if (found === undefined) throw missing(entry.repository, path);
    if (sha256 !== null && found.digest?.kind === 'sha256' && found.digest.value !== sha256) {
      throw new Failure({
        code: 'damaged',
        message: sentence('repository.replaced', { path }),
        what: path,
      });
    }
    const below = toPlanned(found, entry.below);
    const planned = { ...below, as: nameOf(entry, path) ?? below.as };
    return sha256 === null ? planned : { ...planned, digest: { kind: 'sha256', value: sha256 } };
  });

const byLayout = (tree: readonly TreeFile[], below: string, repository: string): PlannedFile[] => {
  const inside = tree.filter(({ path, type }) => type === 'file' && (below === '' || path.startsWith(`${below}/`)));
  const files = new Map(inside.map((file) => [below === '' ? file.path : posix.relative(below, file.path), file]));
  return pickFiles([...files.keys()], repository).map((path) => toPlanned(files.get(path)!, below));
};

const oneFile = (tree: readonly TreeFile[], file: string, repository: string): PlannedFile[] => {
  const found = tree.find(({ path, type }) => type === 'file' && path === file);
  if (found === undefined) throw missing(repository, file);
  if (!isWanted(file))
    throw new Failure({
      code: 'not-allowed',
      message: sentence('repository.not-fetched', { file }),
      what: file,
    });
  return [{ ...toPlanned(found, ''), as: posix.basename(file) }];
};

/** Asks the hub what the files are, at one commit from now on. */
export const planDownload = async (hub: HubClient, journal: Journal, signal: AbortSignal): Promise<NonNullable<Journal['plan']>> => {
  const { from, repository, revision } = journal;
  const commit = await hub.commit(repository, revision, signal);
  const tree = await hub.tree(repository, commit, signal);
  assertSafeNames(tree, repository);
  if (from.kind === 'repository') {
    return { commit, files: from.file === null ? byLayout(tree, '', repository) : oneFile(tree, from.file, repository) };
  }
  const entry = findEntry(from.id);
  return { commit, files: entry.pick === 'layout' ? byLayout(tree, entry.below, repository) : listed(entry, tree) };
};
