// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { Command, CommandContext } from './command.ts';
import { commands } from './index.ts';
import { commandFor, isWritten } from './keys.ts';

const context = {} as CommandContext;
const command = (id: string, keys: string[], possible = true): Command => ({ ...commands[0], id, keys, when: () => possible }) as Command;
const press = (key: string, target: HTMLElement, init: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...init });
  document.body.append(target);
  target.dispatchEvent(event);
  return event;
};

const list = [command('blocked', ['Escape'], false), command('close', ['Escape']), command('run', ['mod+Enter']), command('like', ['F'])];
const found = (event: KeyboardEvent) => commandFor(list, event, context)?.id ?? null;

describe('a key press', () => {
  it('goes forward where the reading goes', () => {
    const walk = [command('next', ['ArrowRight']), command('previous', ['ArrowLeft'])];
    const meant = (key: string) => commandFor(walk, press(key, document.createElement('div')), context)?.id;
    expect([meant('ArrowRight'), meant('ArrowLeft')]).toEqual(['next', 'previous']);
    document.documentElement.dir = 'rtl';
    expect([meant('ArrowRight'), meant('ArrowLeft')]).toEqual(['previous', 'next']);
    document.documentElement.dir = '';
  });

  it('runs the first command that applies', () => {
    expect(found(press('Escape', document.createElement('div')))).toBe('close');
  });

  it('is left to a text field, but for Escape and combinations', () => {
    const field = document.createElement('textarea');
    expect(found(press('f', field))).toBeNull();
    expect(found(press('Escape', field))).toBe('close');
    expect(found(press('Enter', field, { ctrlKey: true }))).toBe('run');
    expect(commandFor([command('undo', ['mod+Z'])], press('z', field, { ctrlKey: true }), context)).toBeNull();
    expect(found(press('f', document.createElement('button')))).toBe('like');
  });

  it('is the same key on a keyboard of another script, and on one whose digits want Shift', () => {
    const div = document.createElement('div');
    expect(found(press('ب', div, { code: 'KeyF' }))).toBe('like');
    expect(found(press('а', div, { code: 'KeyF' }))).toBe('like');
    // where the letter itself is Latin it counts, wherever it lies
    expect(found(press('u', div, { code: 'KeyF' }))).toBeNull();
    expect(commandFor([command('undo', ['mod+Z'])], press('ئ', div, { code: 'KeyZ', ctrlKey: true }), context)?.id).toBe('undo');
    expect(commandFor([command('stop', ['mod+.'])], press('ز', div, { code: 'Period', ctrlKey: true }), context)?.id).toBe('stop');
    const rate = [command('two', ['2'])];
    for (const key of ['2', 'é', '٢', '२']) expect(commandFor(rate, press(key, div, { code: 'Digit2' }), context)?.id).toBe('two');
    expect(commandFor(rate, press('@', div, { code: 'Digit2', shiftKey: true }), context)).toBeNull();
    // an undo in a field is the field's own there, too
    expect(
      commandFor([command('undo', ['mod+Z'])], press('ئ', document.createElement('input'), { code: 'KeyZ', ctrlKey: true }), context),
    ).toBeNull();
  });

  it('with another modifier is another key', () => {
    expect(found(press('f', document.createElement('div'), { altKey: true }))).toBeNull();
    expect(found(press('Enter', document.createElement('div')))).toBeNull();
  });
});

it('tells what is written in from what is only switched or pushed', () => {
  const input = (type: string): HTMLInputElement => Object.assign(document.createElement('input'), { type });
  const written = [input('text'), input('search'), input('number'), document.createElement('textarea')];
  const others = [input('checkbox'), input('radio'), input('range'), document.createElement('select'), document.createElement('button')];
  expect([written.every(isWritten), others.some(isWritten)]).toEqual([true, false]);
});

it('has one name for each command', () => {
  const ids = commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('the keys that commands come with', () => {
  it('belong to one command each, but for Escape, pause, which also resumes, and the digits, which rate where pictures are chosen', () => {
    const shared = commands.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })));
    const byKey = Map.groupBy(shared, ({ key }) => key.toLowerCase());
    const several = [...byKey].filter(([, users]) => users.length > 1).map(([key]) => key);
    expect(several.toSorted()).toEqual(['1', '2', '3', '4', '5', 'escape', 'shift+p']);
  });
});
