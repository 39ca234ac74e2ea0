import {
  choiceInputs,
  modelInputs,
  modelLinks,
  numberInputs,
  outputs,
  partLinks,
  scheduleNodes,
  settings,
  textInputs,
  widgets,
} from './comfy-rules.ts';
import { isTree, type Tree } from './tolerant-json.ts';

/** A node of ComfyUI's API graph: literals, or links `[node, slot]`. */
type Node = Readonly<{ id: string; type: string; inputs: Tree }>;
type Graph = ReadonlyMap<string, Node>;
type Literal = string | number;

/** Longer than any honest way through a graph. */
const stepLimit = 500;

const isLink = (value: unknown): value is readonly [string | number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  (typeof value[0] === 'string' || typeof value[0] === 'number') &&
  typeof value[1] === 'number';
const isLiteral = (value: unknown): value is Literal => typeof value === 'string' || typeof value === 'number';

/** The graph that ComfyUI ran (`prompt`); null where it is none. */
const apiGraph = (tree: unknown): Graph | null => {
  if (!isTree(tree)) return null;
  const nodes = Object.entries(tree).flatMap(([id, node]) =>
    isTree(node) && typeof node['class_type'] === 'string' && isTree(node['inputs'])
      ? [{ id, type: node['class_type'], inputs: node['inputs'] }]
      : [],
  );
  return nodes.length === 0 ? null : new Map(nodes.map((node) => [node.id, node]));
};

/** The graph as the editor keeps it (`workflow`), in the same form; nodes that are switched off are left out. */
const editorGraph = (tree: unknown): Graph | null => {
  if (!isTree(tree) || !Array.isArray(tree['nodes'])) return null;
  const links = new Map<unknown, readonly [string, number]>();
  for (const link of Array.isArray(tree['links']) ? tree['links'] : [])
    if (Array.isArray(link) && isLiteral(link[1]) && typeof link[2] === 'number') links.set(link[0], [String(link[1]), link[2]]);
  const nodes = tree['nodes'].flatMap((node): Node[] => {
    if (!isTree(node) || typeof node['type'] !== 'string' || !isLiteral(node['id']) || node['mode'] === 2) return [];
    const values = node['widgets_values'];
    const names = widgets[node['type']] ?? [];
    const literals = Array.isArray(values)
      ? Object.fromEntries(names.map((name, index) => [name, values[index] as unknown]))
      : isTree(values)
        ? values
        : {};
    const linked = (Array.isArray(node['inputs']) ? node['inputs'] : []).flatMap((input) => {
      const link = isTree(input) ? links.get(input['link']) : undefined;
      return isTree(input) && typeof input['name'] === 'string' && link !== undefined ? [[input['name'], link] as const] : [];
    });
    return [{ id: String(node['id']), type: node['type'], inputs: { ...literals, ...Object.fromEntries(linked) } }];
  });
  return nodes.length === 0 ? null : new Map(nodes.map((node) => [node.id, node]));
};

/** Walks against the links. Every walk has its own memory of where it was, so that a graph that leads back to itself ends. */
const walker = (graph: Graph, used: Set<Node>) => {
  const follow = (link: unknown): Node | undefined => (isLink(link) ? graph.get(String(link[0])) : undefined);
  const linksOf = (node: Node): (readonly [string, unknown])[] => Object.entries(node.inputs).filter(([, value]) => isLink(value));

  /** The first node upstream that fits, nearest first; `by` says which links to take. */
  const find = (from: Node | undefined, fits: (node: Node) => boolean, by: (name: string) => boolean = () => true): Node | null => {
    const seen = new Set<Node>();
    const waiting = from === undefined ? [] : [from];
    for (let node = waiting.shift(); node !== undefined && seen.size < stepLimit; node = waiting.shift()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (fits(node)) return node;
      for (const [name, link] of linksOf(node)) {
        const next = by(name) ? follow(link) : undefined;
        if (next !== undefined) waiting.push(next);
      }
    }
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
  const words = (value: unknown, seen = new Set<Node>()): string | null => {
    if (typeof value === 'string') return value;
    const node = follow(value);
    if (node === undefined || seen.has(node) || seen.size > stepLimit) return null;
    seen.add(node);
    if (/concat|join|combine/i.test(node.type)) {
      const parts = Object.entries(node.inputs)
        .filter(([name]) => /^(text|string|prompt|value)/i.test(name))
        .flatMap(([, part]) => words(part, seen) ?? []);
      const between = node.inputs['delimiter'] ?? node.inputs['separator'];
      if (parts.length > 0) used.add(node);
      if (parts.length > 0) return parts.filter((part) => part !== '').join(typeof between === 'string' ? between : ', ');
    }
    const names = [...textInputs.filter((name) => Object.hasOwn(node.inputs, name)), ...linksOf(node).map(([name]) => name)];
    for (const name of names) {
      const found = words(node.inputs[name], seen);
      if (found === null) continue;
      used.add(node);
      return found;
    }
    return null;
  };

  /** The prompt behind a conditioning: through ControlNets, guidance and reroutes on the side that was asked for, both parts of a combination. */
  const prompt = (link: unknown, side: 'positive' | 'negative', seen = new Set<Node>()): string | null => {
    const node = follow(link);
    if (node === undefined || seen.has(node) || seen.size > stepLimit) return null;
    seen.add(node);
    if (node.type === 'ConditioningZeroOut') return '';
    if (Object.hasOwn(node.inputs, side) && isLink(node.inputs[side])) return prompt(node.inputs[side], side, seen);
    const conditionings = linksOf(node).filter(([name]) => /^conditioning/i.test(name));
    if (conditionings.length > 0) {
      const parts = conditionings.flatMap(([, part]) => prompt(part, side, seen) ?? []);
      return parts.length === 0 ? null : parts.filter((part) => part !== '').join(', ');
    }
    const own = [side, ...textInputs].find((name) => Object.hasOwn(node.inputs, name));
    if (own !== undefined) return words(node.inputs[own]);
    for (const [, part] of linksOf(node)) {
      const found = prompt(part, side, seen);
      if (found !== null) return found;
    }
    return null;
  };
  return { follow, linksOf, find, literal, prompt };
};

const isSampler = ({ inputs }: Node): boolean =>
  isLink(inputs['latent_image']) && (isLink(inputs['positive']) || isLink(inputs['guider']) || isLiteral(inputs['sampler_name']));

/** What the first pass asked for, under ComfyUI's own names, and the rest of the graph in words. Null where it is no graph. Throws where there is no sampler in it. */
const readGraph = (graph: Graph): Tree => {
  /** What stands in these nodes is told already. */
  const used = new Set<Node>();
  const { follow, linksOf, find, literal, prompt } = walker(graph, used);
  const nodes = [...graph.values()];
  const ends = [...nodes.filter(({ type }) => outputs.test(type)), ...nodes];
  const last = ends.map((end) => find(end, isSampler)).find((found) => found !== null);
  if (last === null || last === undefined) throw new Error('its graph has no sampler');
  // a second pass starts from the first one's latent; the first has the prompt's size and seed
  let sampler: Node = last;
  for (let passes = 0; passes < stepLimit; passes++) {
    const before = linksOf(sampler).find(([name]) => name === 'latent_image');
    const earlier = find(follow(before?.[1]), isSampler, (name) => /latent|sample|image|pixels|input|value/i.test(name));
    if (earlier === null || earlier === sampler || earlier === last) break;
    sampler = earlier;
  }
  used.add(sampler);
  const guider = find(follow(sampler.inputs['guider']), ({ inputs }) => isLink(inputs['positive']) || isLink(inputs['conditioning']));
  const asks = guider ?? sampler;
  used.add(asks);
  const read: Record<string, unknown> = {
    positive: prompt(asks.inputs['positive'] ?? asks.inputs['conditioning'], 'positive'),
    negative: prompt(asks.inputs['negative'], 'negative'),
  };
  for (const [name, inputs] of Object.entries(settings)) {
    const own = (node: Node | null): string | undefined => inputs.find((input) => node !== null && Object.hasOwn(node.inputs, input));
    const holder = find(
      sampler,
      (node) => own(node) !== undefined,
      (link) => partLinks.includes(link),
    );
    const input = own(holder);
    if (holder === null || input === undefined) continue;
    used.add(holder);
    read[name] = literal(holder.inputs[input], name === 'sampler_name' || name === 'scheduler' ? choiceInputs : numberInputs);
  }
  const schedule = find(follow(sampler.inputs['sigmas']), ({ type }) => scheduleNodes[type] !== undefined);
  if (schedule !== null) read['scheduler'] = scheduleNodes[schedule.type];
  const loader = find(
    sampler,
    ({ inputs }) => modelInputs.some((name) => isLiteral(inputs[name])),
    (name) => modelLinks.includes(name),
  );
  const file = modelInputs.find((name) => isLiteral(loader?.inputs[name]));
  if (loader !== null && file !== undefined) {
    used.add(loader);
    read['model'] = loader.inputs[file];
  }
  const canvas = find(
    follow(sampler.inputs['latent_image']),
    ({ inputs }) => Object.hasOwn(inputs, 'width') && Object.hasOwn(inputs, 'height'),
  );
  if (canvas !== null) {
    used.add(canvas);
    read['width'] = literal(canvas.inputs['width'], numberInputs);
    read['height'] = literal(canvas.inputs['height'], numberInputs);
  }
  for (const node of nodes) {
    const said = Object.entries(node.inputs).filter(([name, value]) => isLiteral(value) && name !== '_' && !textInputs.includes(name));
    if (used.has(node) || outputs.test(node.type) || said.length === 0) continue;
    read[`${node.type} #${node.id}`] = said.map(([name, value]) => `${name}: ${String(value)}`).join(', ');
  }
  return read;
};

/** What a graph asked for, in either of its forms. Null where it is none. Throws where there is no sampler in it. */
export const readComfy = (tree: unknown): Tree | null => {
  const graph = apiGraph(tree) ?? editorGraph(tree);
  return graph === null ? null : readGraph(graph);
};
