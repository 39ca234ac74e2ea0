import type { CallName, Handlers } from '../../electron/contract/calls.ts';
import type { Download, Hub, NetworkEntry, Offer } from '../../electron/contract/downloads.ts';
import type { Publish } from '../../electron/contract/events.ts';

export const offer = (changes: Partial<Offer> = {}): Offer => ({
  id: 'sd-1.5',
  name: 'Stable Diffusion 1.5',
  repository: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
  revision: 'main',
  family: 'SD 1',
  kind: 'checkpoint',
  part: null,
  pick: 'listed',
  below: '',
  files: [{ path: 'v1-5-pruned-emaonly.safetensors', bytes: 4_265_146_304, sha256: null }],
  precision: 'float32',
  licence: { id: 'creativeml-openrail-m', name: 'CreativeML Open RAIL-M', url: 'https://hub.example/licence', conditions: 'use' },
  memory: 6_000_000_000,
  devices: ['cuda', 'webgpu', 'cpu'],
  obstacle: null,
  verified: null,
  installed: false,
  bytes: 4_265_146_304,
  ...changes,
});

export const offers: readonly Offer[] = [
  offer(),
  offer({
    id: 'lcm',
    name: 'LCM Dreamshaper 7',
    repository: 'SimianLuo/LCM_Dreamshaper_v7',
    family: 'LCM',
    pick: 'layout',
    kind: 'onnx',
    licence: null,
  }),
  offer({ id: 'flux', name: 'FLUX.1 schnell', repository: 'amd/FLUX.1-schnell-onnx', family: 'FLUX', obstacle: 'family', licence: null }),
];

export const download = (changes: Partial<Download> = {}): Download => ({
  id: 'sd-1.5',
  name: 'Stable Diffusion 1.5',
  repository: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
  revision: 'main',
  state: 'fetching',
  bytes: 1_200_000_000,
  total: 4_265_146_304,
  file: 'v1-5-pruned-emaonly.safetensors',
  speed: 21_000_000,
  left: 146_000,
  error: null,
  createdAt: Date.UTC(2026, 10, 21, 12),
  ...changes,
});

export const networkEntry = (changes: Partial<NetworkEntry> = {}): NetworkEntry => ({
  id: 1,
  at: Date.UTC(2026, 10, 21, 12),
  method: 'GET',
  host: 'hub.example',
  path: '/api/models/ada/tiny/revision/main',
  status: 200,
  bytes: 812,
  milliseconds: 120,
  problem: null,
  reason: 'ada/tiny',
  ...changes,
});

type Names = Extract<CallName, 'catalogue.list' | `downloads.${string}` | `hub.${string}` | `network.${string}` | 'models.remove'>;

/** The part of a fake studio that fetches models: what is started moves, and never arrives. */
export const fakeDownloads = (publish: Publish): Pick<Handlers, Names> => {
  let downloads: Download[] = [];
  let hub: Hub = { address: 'https://hub.example', token: 'none' };
  const change = (id: string, changes: Partial<Download>): null => {
    downloads = downloads.map((one) => (one.id === id ? { ...one, ...changes } : one));
    for (const one of downloads) if (one.id === id) publish('download.changed', one);
    return null;
  };
  return {
    'models.remove': async () => null,
    'catalogue.list': async () => [...offers],
    'downloads.start': async ({ from }) => {
      const started =
        from.kind === 'catalogue'
          ? download({ id: from.id, name: offers.find(({ id }) => id === from.id)?.name ?? from.id })
          : download({ id: 'other', name: from.repository, repository: from.repository });
      downloads = [...downloads, started];
      publish('download.changed', started);
      return started;
    },
    'downloads.list': async () => downloads,
    'downloads.pause': async (id) => change(id, { state: 'paused', speed: null, left: null }),
    'downloads.resume': async (id) => change(id, { state: 'fetching', error: null }),
    'downloads.cancel': async (id) => {
      downloads = downloads.filter((one) => one.id !== id);
      publish('download.removed', { id });
      return null;
    },
    'hub.get': async () => hub,
    'hub.setToken': async (token) => {
      hub = { ...hub, token: token === null ? 'none' : 'file' };
      return hub;
    },
    'network.log': async () => [],
    'network.clear': async () => null,
  };
};
