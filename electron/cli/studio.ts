import type { Publish } from '../contract/events.ts';
import { checkout } from '../host/checkout.ts';
import { type Direct, openDirect } from '../host/direct.ts';
import { resolveHome } from '../host/home.ts';
import type { PartsOptions } from '../host/parts.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';

type StudioOptions = Readonly<{
  publish?: Publish;
  engine?: Pick<PartsOptions['engine'], 'provider' | 'threads'>;
  /** Where models are asked for, instead of the usual hub. */
  hub?: string | null;
}>;

/** Opens the studio beside whoever has it open, and closes it whatever happens. */
export const withStudio = async <T>(
  use: (studio: Direct) => Promise<T>,
  { publish = () => undefined, engine = { provider: 'cpu' }, hub = null }: StudioOptions = {},
): Promise<T> => {
  const studio = openDirect({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, ...engine },
    appFolder: checkout.root,
    builtInModels: checkout.builtInModels,
    publish,
    ...(hub === null ? {} : { network: { hub } }),
  });
  try {
    return await use(studio);
  } finally {
    await studio.close();
  }
};

/** Tells on stderr what the studio has to say. */
export const noticesToStderr: Publish = (name, payload) => {
  if (name === 'studio.notice' && 'message' in payload) process.stderr.write(`${inEnglish(payload.message)}\n`);
};
