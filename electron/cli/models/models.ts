import { assertNever } from '../../contract/result.ts';
import type { ModelsCommand } from './arguments.ts';
import { modelsUsage } from './usage.ts';

/** Does what the words after `models` say. Throws a `Failure` with what went wrong. */
export const models = async (command: ModelsCommand): Promise<void> => {
  switch (command.kind) {
    case 'help':
      process.stdout.write(modelsUsage);
      return;
    case 'list':
      return (await import('./list.ts')).listModels(command.output);
    case 'catalogue':
      return (await import('./list.ts')).listCatalogue(command.output);
    case 'add':
      return (await import('./add.ts')).addFolder(command.folder, command.output);
    case 'download':
      return (await import('./download.ts')).download(command);
    case 'check':
      return (await import('./check.ts')).check(command);
    case 'remove':
      return (await import('./remove.ts')).remove(command);
    default:
      return assertNever(command);
  }
};
