// @vitest-environment jsdom
import type { Virtualizer } from '@tanstack/react-virtual';
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useHurry } from './use-hurry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const list = () => {
  const room = document.createElement('div');
  const virtual = { scrollElement: room, scrollOffset: 0, scrollRect: { width: 800, height: 600 } };
  const { result } = renderHook(() => useHurry(virtual as unknown as Virtualizer<HTMLDivElement, Element>));
  return {
    hurried: () => result.current,
    by: (pixels: number): void =>
      act(() => {
        virtual.scrollOffset += pixels;
        room.dispatchEvent(new Event('scroll'));
      }),
  };
};
const wait = (milliseconds: number): void =>
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });

it('is in a hurry from the second leap in a row on, and until it rests', () => {
  const { hurried, by } = list();
  by(5_000);
  expect(hurried()).toBe(false);
  wait(40);
  by(-5_000);
  expect(hurried()).toBe(true);
  wait(79);
  expect(hurried()).toBe(true);
  wait(1);
  expect(hurried()).toBe(false);
});

it('is not in a hurry by steps that can be followed, nor by leaps that are far apart', () => {
  const { hurried, by } = list();
  for (let n = 0; n < 20; n += 1) {
    by(40);
    wait(16);
  }
  expect(hurried()).toBe(false);
  by(5_000);
  wait(100);
  by(5_000);
  expect(hurried()).toBe(false);
});

it('is in a hurry by small steps that leave no picture in sight for as long as an eye rests', () => {
  const { hurried, by } = list();
  for (let n = 0; n < 6; n += 1) {
    by(55);
    wait(16);
  }
  expect(hurried()).toBe(true);
});

it('rests though it goes on slowly', () => {
  const { hurried, by } = list();
  by(5_000);
  by(5_000);
  for (let n = 0; n < 12; n += 1) {
    by(40);
    wait(16);
  }
  expect(hurried()).toBe(false);
});
