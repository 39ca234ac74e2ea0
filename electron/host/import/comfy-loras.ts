import type { Node } from './comfy-graph.ts';
import { type LoraSlot, loraSlots } from './comfy-rules.ts';
import { at, isTree, type Tree } from './tolerant-json.ts';

const isOff = (value: unknown): boolean => value === false || (typeof value === 'string' && /^(off|false|disabled?)$/i.test(value));
const isNamed = (name: unknown): name is string => typeof name === 'string' && !/^\s*(none)?\s*$/i.test(name);

/** Slots of a kind in a node, by number where they have one. */
const slotsIn = (inputs: Tree, { name, weight, text, on }: LoraSlot): { name: string; weight: unknown; textWeight: unknown }[] => {
  const pattern = new RegExp(`^${name.replace('#', '(\\d+)')}$`);
  const count = Number(inputs['lora_count'] ?? Number.POSITIVE_INFINITY);
  const simple = inputs['input_mode'] === 'simple' || inputs['mode'] === 'simple';
  return Object.entries(inputs).flatMap(([key, file]) => {
    const slot = pattern.exec(key);
    const number = slot?.[1] ?? '';
    const given = (names: readonly string[]): unknown =>
      names.map((one) => inputs[one.replace('#', number)]).find((value) => value != null);
    if (slot === null || !isNamed(file) || Number(number) > count || isOff(given(on))) return [];
    const plain = simple ? weight.toReversed() : weight;
    return [{ name: file, weight: given(plain) ?? 1, textWeight: simple ? null : (given(text) ?? null) }];
  });
};

/** rgthree's and LoRA Manager's nodes have an object for each. */
const objectsIn = (inputs: Tree): unknown[] =>
  Object.values(inputs)
    .flatMap((value): unknown[] => {
      const held = at(value, '__value__') ?? value;
      return Array.isArray(held) && !held.every((one) => isTree(one)) ? [] : Array.isArray(held) ? held : [held];
    })
    .flatMap((one) => {
      if (!isTree(one) || isOff(one['on'] ?? one['active'])) return [];
      const name = one['lora'] ?? one['name'];
      const weight = one['strength'];
      return isNamed(name) && weight !== undefined ? [{ name, weight, textWeight: one['strengthTwo'] ?? one['clipStrength'] ?? null }] : [];
    });

/** The LoRAs that a node puts on a model, in the form that the conversion takes; empty where it has none. */
export const lorasOfNode = ({ type, inputs }: Node): readonly unknown[] => {
  const slots = loraSlots.flatMap((slot) => slotsIn(inputs, slot));
  // such a node leaves the text encoders as they are
  const own = /ModelOnly/.test(type) ? slots.map((slot) => ({ ...slot, textWeight: 0 })) : slots;
  return /lora/i.test(type) ? [...own, ...objectsIn(inputs)] : own;
};
