import { parseArgs } from 'node:util';
import { Failure } from '../../contract/failure.ts';

export type ImportArguments = Readonly<{ kind: 'help' } | { kind: 'import'; paths: readonly string[]; dryRun: boolean; json: boolean }>;

export const importUsage = `Brings pictures of other programs, and of this one, into the library, with the settings that their files tell.

  npm run import -- [options] FILE|FOLDER…

  --dry-run             only say what is in them; writes nothing
  --json                one JSON object a picture: file, tool, recipe (null where the file does not
                        say), leftBehind, reason. npm prints two lines of its own before: npm run -s
                        import leaves them out

Reads PNG, JPEG, WebP and AVIF of A1111 and Forge, ComfyUI, InvokeAI, Fooocus, SwarmUI, NovelAI,
Draw Things, Easy Diffusion, RuinedFooocus, Civitai and Tincture. Pictures are copied as they are; one that is in the library is not copied
again. Ctrl+C stops it; the same command goes on where it stopped.
Status: 0 done, 1 some could not be read, 2 wrong input, 130 cancelled.
`;

const badInput = (message: string): Failure => new Failure({ code: 'bad-input', message, what: 'arguments' });

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({
      args: [...words],
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw badInput(error instanceof Error ? error.message : String(error));
  }
};

/** The words after `import`. Throws a `Failure` that names the word which makes no sense. */
export const parseImport = (words: readonly string[]): ImportArguments => {
  const { values, positionals } = parseWords(words);
  if (values.help === true) return { kind: 'help' };
  if (positionals.length === 0) throw badInput('Say which files or folders: npm run import -- FILE|FOLDER…');
  return { kind: 'import', paths: positionals, dryRun: values['dry-run'] ?? false, json: values.json ?? false };
};
