import { at, isTree, type Tree } from './tolerant-json.ts';

// What InvokeAI ran, where nothing else of it is in the file: nodes with their inputs, and edges between them (`invokeai_graph`).

type Graph = Readonly<{
  nodes: ReadonlyMap<string, Tree>;
  /** The node that an input comes from. */
  from: (id: string, field: string) => readonly (readonly [id: string, field: string])[];
}>;

/** Longer than any way through a graph that makes a picture: one that goes round in a ring ends. */
const farthest = 50;

const readGraph = (tree: Tree): Graph | null => {
  const [list, edges] = [tree['nodes'], tree['edges']];
  if (!isTree(list) || !Array.isArray(edges)) return null;
  const nodes = new Map(
    Object.entries(list).flatMap(([id, node]) => (isTree(node) && typeof node['type'] === 'string' ? [[id, node] as const] : [])),
  );
  const into = Map.groupBy(
    edges as readonly unknown[],
    (edge) => `${String(at(edge, 'destination.node_id'))} ${String(at(edge, 'destination.field'))}`,
  );
  const from: Graph['from'] = (id, field) =>
    (into.get(`${id} ${field}`) ?? []).map((edge) => [String(at(edge, 'source.node_id')), String(at(edge, 'source.field'))] as const);
  return { nodes, from };
};

/** What an input is, written into the node or handed to it by another one that holds a value. */
const valueOf = ({ nodes, from }: Graph, id: string, field: string): unknown => {
  let [node, name] = [id, field];
  for (let steps = 0; steps < farthest; steps += 1) {
    const [source] = from(node, name);
    if (source === undefined) return nodes.get(node)?.[name];
    node = source[0];
    // nodes that hold a value call it so, whatever comes out of them
    name = nodes.get(node)?.['value'] === undefined ? (from(node, 'value').length > 0 ? 'value' : source[1]) : 'value';
  }
  return undefined;
};

/** The first node upstream of an input that has what is wanted, through whatever lies between. */
const upstream = (graph: Graph, id: string, field: string, wanted: string): string | null => {
  const waiting = graph.from(id, field).map(([source]) => source);
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const node = graph.nodes.get(next);
    if (node?.[wanted] !== undefined || graph.from(next, wanted).length > 0) return next;
    for (const name of ['collection', 'item', 'unet', 'transformer', 'conditioning', 'positive_conditioning', 'latents', 'image'])
      waiting.push(...graph.from(next, name).map(([source]) => source));
  }
  return null;
};

const isDenoise = (node: Tree): boolean => /(^|_)denoise(_latents|_meta|$)/.test(String(node['type']));
const isLora = (node: Tree): boolean => /lora_(loader|selector)$/.test(String(node['type'])) && isTree(node['lora']);

/** Names and values by those of `invokeai_metadata`; null where there is no graph that makes a picture. */
export const readInvokeGraph = (tree: Tree | null): Tree | null => {
  const graph = tree === null ? null : readGraph(tree);
  if (graph === null) return null;
  const { nodes } = graph;
  const [id] = [...nodes].findLast(([, node]) => isDenoise(node)) ?? [];
  if (id === undefined) return null;
  const said = (field: string): unknown => valueOf(graph, id, field);
  const prompt = (field: string): unknown => {
    const node = upstream(graph, id, field, 'prompt');
    return node === null ? undefined : valueOf(graph, node, 'prompt');
  };
  const noise = upstream(graph, id, 'noise', 'seed') ?? id;
  const loader = upstream(graph, id, 'unet', 'model') ?? upstream(graph, id, 'transformer', 'model');
  const start = Number(said('denoising_start') ?? 0);
  const loras = [...nodes.values()].filter(isLora).map((node) => ({ model: node['lora'], weight: node['weight'] ?? 1 }));
  const controls = [...nodes.values()].filter(({ type }) => /controlnet|ip_adapter|t2i_adapter/.test(String(type)));
  return {
    positive_prompt: prompt('positive_conditioning') ?? prompt('positive_text_conditioning'),
    negative_prompt: prompt('negative_conditioning') ?? prompt('negative_text_conditioning'),
    seed: valueOf(graph, noise, 'seed'),
    width: valueOf(graph, noise, 'width'),
    height: valueOf(graph, noise, 'height'),
    steps: said('steps') ?? said('num_steps'),
    cfg_scale: said('cfg_scale') ?? said('guidance'),
    scheduler: said('scheduler'),
    model: loader === null ? undefined : valueOf(graph, loader, 'model'),
    strength: graph.from(id, 'latents').length > 0 && start > 0 ? 1 - start : undefined,
    loras: loras.length === 0 ? undefined : loras,
    controls: controls.length === 0 ? undefined : controls.map(({ type }) => type),
  };
};
