// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { createPictureLine } from './picture-line.ts';

const line = () => {
  const page = new EventTarget();
  const frames: (() => void)[] = [];
  let now = 1_000;
  const { ask } = createPictureLine(
    page,
    () => now,
    (then) => void frames.push(then),
  );
  const all = new Map<string, HTMLImageElement>();
  const giveUps = new Map<string, () => void>();
  return {
    ask: (...names: readonly string[]): void => {
      for (const name of names) {
        const img = document.createElement('img');
        // jsdom fetches nothing and calls everything complete
        Object.defineProperty(img, 'complete', { value: false, configurable: true });
        all.set(name, img);
        giveUps.set(name, ask(img, `http://127.0.0.1/${name}`));
      }
    },
    leave: (name: string): void => giveUps.get(name)?.(),
    arrive: (name: string): void => {
      const img = all.get(name);
      if (img === undefined) return;
      Object.defineProperty(img, 'complete', { value: true });
      img.dispatchEvent(new Event('load'));
    },
    fail: (name: string): void => void all.get(name)?.dispatchEvent(new Event('error')),
    scroll: (): void => void page.dispatchEvent(new Event('scroll')),
    wait: (milliseconds: number): void => {
      now += milliseconds;
    },
    frame: (): void => {
      for (const then of frames.splice(0)) then();
    },
    asked: (): string[] => [...all].filter(([, img]) => img.hasAttribute('src')).map(([name]) => name),
  };
};

it('asks for everything at once where nothing scrolls', () => {
  const { ask, asked } = line();
  const names = Array.from({ length: 50 }, (_, n) => `p${n}`);
  ask(...names);
  expect(asked()).toEqual(names);
});

it('asks for two in a frame and four in all while something scrolls, the newest first, and for the rest when it has come to rest', () => {
  const { ask, asked, scroll, frame, arrive, wait } = line();
  scroll();
  ask('a', 'b', 'c', 'd', 'e', 'f', 'g');
  expect(asked()).toEqual([]);
  frame();
  expect(asked()).toEqual(['f', 'g']);
  frame();
  frame();
  expect(asked()).toEqual(['d', 'e', 'f', 'g']);
  arrive('g');
  frame();
  expect(asked()).toEqual(['c', 'd', 'e', 'f', 'g']);
  wait(100);
  frame();
  expect(asked()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});

it('never asks for what left before its turn, and gives up what left before it came', () => {
  const { ask, asked, scroll, frame, leave, wait } = line();
  scroll();
  ask('a', 'b', 'c', 'd', 'e', 'f');
  leave('f');
  frame();
  frame();
  expect(asked()).toEqual(['b', 'c', 'd', 'e']);
  leave('e');
  expect(asked()).toEqual(['b', 'c', 'd']);
  leave('a');
  wait(100);
  frame();
  expect(asked()).toEqual(['b', 'c', 'd']);
});

it('gives the place of what failed and of what left to the next, and leaves a picture that is there as it is', () => {
  const { ask, asked, scroll, frame, fail, leave, arrive } = line();
  scroll();
  ask('a', 'b', 'c', 'd', 'e', 'f', 'g');
  frame();
  frame();
  expect(asked()).toEqual(['d', 'e', 'f', 'g']);
  fail('g');
  frame();
  expect(asked()).toEqual(['c', 'd', 'e', 'f', 'g']);
  leave('f');
  frame();
  expect(asked()).toEqual(['b', 'c', 'd', 'e', 'g']);
  arrive('e');
  leave('e');
  expect(asked()).toEqual(['b', 'c', 'd', 'e', 'g']);
});
