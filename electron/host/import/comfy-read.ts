import { type Graph, graphIn, isLink, isLiteral, type Node } from './comfy-graph.ts';
import { lorasOfNode } from './comfy-loras.ts';
import {
  choiceInputs,
  modelInputs,
  modelLinks,
  numberInputs,
  outputs,
  partLinks,
  scheduleNodes,
  settings,
  sizeInputs,
  switches,
  textInputs,
} from './comfy-rules.ts';
import { stepLimit, walker } from './comfy-walk.ts';
import type { Tree } from './tolerant-json.ts';

/** Of many ends of a graph the first few are enough to find where it samples. */
const endLimit = 50;

const isSampler = ({ inputs }: Node): boolean =>
  isLink(inputs['latent_image']) && (isLink(inputs['positive']) || isLink(inputs['guider']) || isLiteral(inputs['sampler_name']));

/** The value behind a link that is one and nothing else. */
const plain = (graph: Graph, value: unknown): unknown => {
  const node = isLink(value) ? graph.get(String(value[0])) : undefined;
  return node === undefined ? value : node.inputs['value'];
};

/** A switch without the inputs that it does not hand on. */
const decided = (graph: Graph, node: Node): Node => {
  const { yesNo, numbered } = switches;
  const without = (drop: (name: string) => boolean): Node => ({
    ...node,
    inputs: Object.fromEntries(Object.entries(node.inputs).filter(([name]) => !drop(name))),
  });
  const value = (by: readonly string[]): unknown => plain(graph, node.inputs[by.find((name) => Object.hasOwn(node.inputs, name)) ?? '']);
  if (Object.hasOwn(node.inputs, yesNo.yes) && Object.hasOwn(node.inputs, yesNo.no)) {
    const said = value(yesNo.by);
    if (typeof said === 'boolean') return without((name) => name === (said ? yesNo.no : yesNo.yes) || name === 'switch');
  }
  const chosen = /switch|select/i.test(node.type) ? value(numbered.by) : null;
  if (typeof chosen !== 'number') return node;
  const numberOf = (name: string): string | undefined => numbered.input.exec(name)?.[1];
  return without((name) => numberOf(name) !== undefined && Number(numberOf(name)) !== chosen);
};

/** What the first pass asked for, under ComfyUI's own names, and the rest of the graph in words. Throws where there is no sampler in it. */
const readGraph = (whole: Graph): Tree => {
  const graph: Graph = new Map([...whole].map(([id, node]) => [id, decided(whole, node)]));
  /** What stands in these nodes is told already. */
  const used = new Set<Node>();
  const { follow, linksOf, upstream, find, literal, prompt } = walker(graph, used);
  const nodes = [...graph.values()];
  const ends = nodes.filter(({ type }) => outputs.test(type)).slice(0, endLimit);
  const reached = (): Node | null => {
    for (const end of ends) {
      const found = find(end, isSampler);
      if (found !== null) return found;
    }
    return null;
  };
  const last = nodes.some(isSampler) ? (reached() ?? nodes.find(isSampler)) : undefined;
  if (last === undefined) throw new Error('its graph has no sampler');
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
    const value = literal(holder.inputs[input], name === 'sampler_name' || name === 'scheduler' ? choiceInputs : numberInputs);
    // names before 2023
    read[name] = typeof value === 'string' ? value.replace(/^sample_/, '') : value;
  }
  const schedule = find(follow(sampler.inputs['sigmas']), ({ type }) => scheduleNodes[type] !== undefined);
  if (schedule !== null) read['scheduler'] = scheduleNodes[schedule.type];
  const loader = find(
    sampler,
    ({ inputs }) => modelInputs.some((name) => isLiteral(inputs[name])),
    (name) => modelLinks.test(name),
  );
  const file = modelInputs.find((name) => isLiteral(loader?.inputs[name]));
  if (loader !== null && file !== undefined) {
    used.add(loader);
    read['model'] = loader.inputs[file];
  }
  const withLoras = [...upstream(sampler)].map((node) => [node, lorasOfNode(node)] as const).filter(([, loras]) => loras.length > 0);
  if (withLoras.length > 0) read['loras'] = withLoras.toReversed().flatMap(([, loras]) => loras);
  for (const [node] of withLoras) used.add(node);
  const pairIn = ({ inputs }: Node) => sizeInputs.find(([width, height]) => Object.hasOwn(inputs, width) && Object.hasOwn(inputs, height));
  const canvas = find(follow(sampler.inputs['latent_image']), (node) => pairIn(node) !== undefined || isSize(node.inputs['dimensions']));
  const pair = canvas === null ? undefined : pairIn(canvas);
  if (canvas !== null) used.add(canvas);
  if (canvas !== null && pair !== undefined) {
    read['width'] = literal(canvas.inputs[pair[0]], numberInputs);
    read['height'] = literal(canvas.inputs[pair[1]], numberInputs);
  } else if (canvas !== null) read['size'] = canvas.inputs['dimensions'];
  for (const node of nodes) {
    const said = Object.entries(node.inputs).filter(([name, value]) => isLiteral(value) && name !== '_' && !textInputs.includes(name));
    if (used.has(node) || outputs.test(node.type) || said.length === 0) continue;
    read[`${node.type} #${node.id}`] = said.map(([name, value]) => `${name}: ${String(value)}`).join(', ');
  }
  return read;
};

const isSize = (value: unknown): boolean => typeof value === 'string' && /^\s*\d+\s*x\s*\d+/i.test(value);

/** What a graph asked for, in either of its forms, alone or within other words. Null where there is none. Throws where there is no sampler in it. */
export const readComfy = (tree: Tree | null): Tree | null => {
  const graph = graphIn(tree);
  return graph === null ? null : readGraph(graph);
};
