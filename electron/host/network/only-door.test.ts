import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Whoever may open a connection, and why. `serve` listens and never calls; the page speaks to the studio that it came from. */
const allowed: Readonly<Record<string, RegExp>> = {
  'electron/host/network/door-client.ts': /undici/,
  'electron/serve/': /node:http$/,
  'renderer/api/browser-bridge.ts': /fetch|EventSource/,
  // sockets on pipes that the process was born with
  'electron/engine/connection.ts': /node:net$/,
};
/** Tools of the developer that ship with nothing. */
const notShipped = /^(electron\/tooling\/|e2e\/|.*\/testing\/|.*\/test\/|.*\.test\.tsx?$|.*\/bench\/|native-models\/starter\/)/;

const sources = ['electron', 'native-models', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/') && !path.includes('/dist/')),
);

const client =
  /(?:from|import)\s*\(?\s*'(?<module>(?:node:)?(?:https?2?|net|tls|dgram|dns(?:\/promises)?)|undici|axios|got|node-fetch|ws|@huggingface\/hub)'|(?<!\.)\b(?<global>fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(|\bnet\.(?<electron>request|fetch)\s*\(/g;

const doorsIn = (text: string): string[] =>
  [...text.matchAll(client)].map(({ groups }) => groups?.['module'] ?? groups?.['global'] ?? `electron net`);

it('nothing that ships opens a connection, but the one door', () => {
  const doors = sources
    .filter((path) => !notShipped.test(path))
    .flatMap((path) => doorsIn(readFileSync(join(root, path), 'utf8')).map((way) => ({ path, way })));
  const others = doors.filter(
    ({ path, way }) => !Object.entries(allowed).some(([place, ways]) => path.startsWith(place) && ways.test(way)),
  );
  expect(others).toEqual([]);
  expect(doors.map(({ path }) => path)).toContain('electron/host/network/door-client.ts');
  const users = sources.filter((path) => !path.endsWith('.test.ts') && /door-client/.test(readFileSync(join(root, path), 'utf8')));
  expect(users).toEqual(['electron/host/network/door.ts']);
});

it.each([
  "import { request } from 'node:https';",
  "const got = await import('got');",
  'await fetch(url)',
  "new WebSocket('wss://x')",
  'net.request(url)',
])('a test that would see %s', (text) => {
  expect(doorsIn(text)).toHaveLength(1);
});
