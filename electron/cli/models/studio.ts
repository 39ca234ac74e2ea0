import type { Publish } from '../../contract/events.ts';
import { checkout } from '../../host/checkout.ts';
import { type Direct, openDirect } from '../../host/direct.ts';
import { resolveHome } from '../../host/home.ts';

/** Opens the studio beside whoever has it open, and closes it whatever happens. */
export const withStudio = async <T>(publish: Publish, use: (studio: Direct) => Promise<T>, hub: string | null = null): Promise<T> => {
  const studio = openDirect({
    home: resolveHome(),
    engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu' },
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

export const silent: Publish = () => undefined;
