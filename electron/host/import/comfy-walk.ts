import { joiners, textInputs } from './comfy-rules.ts';
import { type Graph, isLink, isLiteral, type Literal, type Node } from './comfy-graph.ts';

/** Longer than any honest way through a graph. */
export const stepLimit = 500;
export type Side = 'positive' | 'negative';

/** Names under which a node has the words of one side, and then those of either. */
const wordInputs = (side: Side): readonly string[] => [
  side,
  `text_${side}`,
  `${side}_prompt`,
  `prompt_${side}`,
  ...textInputs.filter((name) => name !== 'positive'),
];

/** Walks against the links; what was read is put into `used`. Every walk has its own memory of where it was, so that a graph that leads back to itself ends. */
export const walker = (graph: Graph, used: Set<Node>) => {
  const follow = (link: unknown): Node | undefined => (isLink(link) ? graph.get(String(link[0])) : undefined);
  const linksOf = (node: Node): (readonly [string, unknown])[] => Object.entries(node.inputs).filter(([, value]) => isLink(value));

  /** Every node upstream, nearest first, itself among them; `by` says which links to take. */
  const upstream = function* (from: Node | undefined, by: (name: string) => boolean = () => true): Generator<Node> {
    const seen = new Set<Node>();
    const waiting = from === undefined ? [] : [from];
    for (let node = waiting.shift(); node !== undefined && seen.size < stepLimit; node = waiting.shift()) {
      if (seen.has(node)) continue;
      seen.add(node);
      yield node;
      for (const [name, link] of linksOf(node)) {
        const next = by(name) ? follow(link) : undefined;
        if (next !== undefined) waiting.push(next);
      }
    }
  };
  const find = (from: Node | undefined, fits: (node: Node) => boolean, by?: (name: string) => boolean): Node | null => {
    for (const node of upstream(from, by)) if (fits(node)) return node;
    return null;
  };

  /** A literal, through any number of nodes that only hand one on. */
  const literal = (value: unknown, names: readonly string[], seen = new Set<Node>()): Literal | null => {
    if (isLiteral(value)) return value;
    const node = follow(value);
    if (node === undefined || seen.has(node) || seen.size > stepLimit) return null;
    seen.add(node);
    const inputs = [...names.filter((name) => Object.hasOwn(node.inputs, name)), ...linksOf(node).map(([name]) => name)];
    for (const name of inputs) {
      const found = literal(node.inputs[name], names, seen);
      if (found === null) continue;
      used.add(node);
      return found;
    }
    return null;
  };

  /** Words that a node holds or hands on; several, where it joins them. */
  const words = (value: unknown, side: Side, seen = new Set<Node>()): string | null => {
    if (typeof value === 'string') return value;
    const node = follow(value);
    if (node === undefined || seen.has(node) || seen.size > stepLimit) return null;
    seen.add(node);
    if (joiners.test(node.type)) {
      const parts = Object.entries(node.inputs)
        .filter(([name]) => /^(text|string|prompt|value)/i.test(name))
        .flatMap(([, part]) => words(part, side, seen) ?? []);
      const between = node.inputs['delimiter'] ?? node.inputs['separator'];
      if (parts.length > 0) used.add(node);
      if (parts.length > 0) return parts.filter((part) => part !== '').join(typeof between === 'string' ? between : ', ');
    }
    const names = [...wordInputs(side).filter((name) => Object.hasOwn(node.inputs, name)), ...linksOf(node).map(([name]) => name)];
    for (const name of names) {
      const found = words(node.inputs[name], side, seen);
      if (found === null) continue;
      used.add(node);
      return found;
    }
    return null;
  };

  /** The prompt behind a conditioning: through ControlNets, guidance and reroutes on the side that was asked for, both parts of a combination. */
  const prompt = (link: unknown, side: Side, seen = new Set<Node>()): string | null => {
    const node = follow(link);
    if (node === undefined || seen.has(node) || seen.size > stepLimit) return null;
    seen.add(node);
    if (node.type === 'ConditioningZeroOut') return '';
    if (Object.hasOwn(node.inputs, side) && isLink(node.inputs[side])) {
      const behind = prompt(node.inputs[side], side, seen);
      // a loader takes its words from a node of text
      return behind ?? words(node.inputs[side], side);
    }
    const conditionings = linksOf(node).filter(([name]) => /^conditioning/i.test(name));
    if (conditionings.length > 0) {
      const parts = conditionings.flatMap(([, part]) => prompt(part, side, seen) ?? []);
      return parts.length === 0 ? null : parts.filter((part) => part !== '').join(', ');
    }
    const own = wordInputs(side).find((name) => Object.hasOwn(node.inputs, name));
    if (own !== undefined) return words(node.inputs[own], side);
    for (const [, part] of linksOf(node)) {
      const found = prompt(part, side, seen);
      if (found !== null) return found;
    }
    return null;
  };
  return { follow, linksOf, upstream, find, literal, words, prompt };
};
