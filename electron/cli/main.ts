import '../host/thread-pool.ts';
import { Failure } from '../contract/failure.ts';
import type { AppError } from '../contract/result.ts';
import { parseGenerate } from './arguments.ts';
import { usage } from './usage.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';

const status = { done: 0, failed: 1, badInput: 2, cancelled: 130 } as const;

const statusOf = ({ code }: AppError): number => {
  switch (code) {
    case 'bad-input':
    case 'not-found':
    case 'model-cannot':
      return status.badInput;
    case 'cancelled':
      return status.cancelled;
    default:
      return status.failed;
  }
};

/** Runs one command; answers its exit status. */
const main = async ([command, ...words]: readonly string[]): Promise<number> => {
  switch (command) {
    case 'generate': {
      const options = parseGenerate(words);
      if (options.help) {
        process.stdout.write(usage);
        return status.done;
      }
      const { generate } = await import('./generate.ts');
      await generate(options);
      return status.done;
    }
    case 'models': {
      const { parseModels } = await import('./models/arguments.ts');
      const command = parseModels(words);
      const { models } = await import('./models/models.ts');
      await models(command);
      return status.done;
    }
    case 'pieces': {
      const { listPieces } = await import('./pieces.ts');
      listPieces({ json: words.includes('--json') });
      return status.done;
    }
    case 'export': {
      const { parseExport } = await import('./export/arguments.ts');
      const options = parseExport(words);
      if (options.kind === 'help') {
        const { exportUsage } = await import('./export/usage.ts');
        process.stdout.write(exportUsage);
        return status.done;
      }
      const { exportPictures } = await import('./export/export.ts');
      await exportPictures(options);
      return status.done;
    }
    case 'import': {
      const { importUsage, parseImport } = await import('./import/arguments.ts');
      const options = parseImport(words);
      if (options.kind === 'help') {
        process.stdout.write(importUsage);
        return status.done;
      }
      const { dryRun } = await import('./import/dry-run.ts');
      const { importPictures } = await import('./import/import.ts');
      return (await (options.dryRun ? dryRun : importPictures)(options)) ? status.done : status.failed;
    }
    case 'library': {
      const { libraryUsage, parseLibrary } = await import('./library/arguments.ts');
      const command = parseLibrary(words);
      if (command.kind === 'help') {
        process.stdout.write(libraryUsage);
        return status.done;
      }
      const { library } = await import('./library/library.ts');
      return (await library(command)) ? status.done : status.failed;
    }
    case 'verify': {
      const { verify } = await import('./verify/verify.ts');
      return (await verify(words)) ? status.done : status.failed;
    }
    case undefined:
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(usage);
      return status.done;
    default:
      throw new Failure({
        code: 'bad-input',
        message: `There is no command “${command}”. There are: generate, export, import, library, models, pieces, verify.`,
        what: command,
      });
  }
};

const report = async (error: unknown): Promise<number> => {
  const { toAppError } = await import('../host/errors.ts');
  const known = toAppError(error);
  process.stderr.write(`${inEnglish(known.message)}\n`);
  return statusOf(known);
};

process.exitCode = await main(process.argv.slice(2)).catch(report);
