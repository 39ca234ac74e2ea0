import '../host/thread-pool.ts';
import { parseArgs } from 'node:util';
import { Failure } from '../contract/failure.ts';
import { parseProvider } from '../cli/engine-words.ts';
import { checkout } from '../host/checkout.ts';
import { toAppError } from '../host/errors.ts';
import { resolveHome } from '../host/home.ts';
import { createStudio } from '../host/studio.ts';
import { createEventStream } from './event-stream.ts';
import { startServer } from './server.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';

const usage = `The studio in a browser on this machine.

  npm run serve [-- --port N] [--provider NAME]

TINCTURE_HOME=FOLDER puts library, index and settings there. Ctrl+C ends it.
`;

const options = { port: { type: 'string' }, provider: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

const toPort = (word: string | undefined): number => {
  const port = word === undefined ? 0 : Number(word);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Failure({ code: 'bad-input', message: `--port is a number from 0 to 65535, not “${word}”.`, what: 'port' });
};

const parse = () => {
  try {
    return parseArgs({ options, strict: true }).values;
  } catch (error) {
    throw new Failure({ code: 'bad-input', message: error instanceof Error ? error.message : String(error), what: 'arguments' });
  }
};

const isPortTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const serve = async (): Promise<void> => {
  const values = parse();
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const port = toPort(values.port);
  const events = createEventStream();
  const host = await createStudio({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, provider: parseProvider(values.provider), window: 'browser' },
    appFolder: checkout.root,
    builtInModels: checkout.builtInModels,
    publish: events.publish,
    trash: null,
    reveal: null,
  });
  const server = await startServer({ host, events, rendererRoot: checkout.renderer, port }).catch(async (error: unknown) => {
    await host.close();
    if (!isPortTaken(error)) throw error;
    throw new Failure({
      code: 'bad-input',
      message: `Port ${port} is taken by another program. Choose another with --port, or leave it out.`,
      what: 'port',
    });
  });
  process.stdout.write(`${server.url}\n`);

  let closing = false;
  const close = (): void => {
    // the second Ctrl+C does not wait
    if (closing) process.exit(130);
    closing = true;
    void server
      .close()
      .then(host.close)
      .then(() => process.exit(0));
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
};

await serve().catch((error: unknown) => {
  const { code, message } = toAppError(error);
  process.stderr.write(`${inEnglish(message)}\n`);
  process.exitCode = code === 'bad-input' ? 2 : 1;
});
