import { controls, widgets } from './comfy-rules.ts';
import { at, isTree, parseJson, type Tree } from './tolerant-json.ts';

/** A node of ComfyUI's API graph: literals, or links `[node, slot]`. */
export type Node = Readonly<{ id: string; type: string; inputs: Tree }>;
export type Graph = ReadonlyMap<string, Node>;
export type Literal = string | number;

export const isLink = (value: unknown): value is readonly [string | number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  (typeof value[0] === 'string' || typeof value[0] === 'number') &&
  typeof value[1] === 'number';
export const isLiteral = (value: unknown): value is Literal => typeof value === 'string' || typeof value === 'number';

/** More nodes, values at them or deeper groups than this are no person's work. */
const nodeLimit = 10_000;
const inputLimit = 100_000;
const depthLimit = 20;

const graphOf = (nodes: readonly Node[]): Graph | null => {
  const inputs = nodes.length > nodeLimit ? 0 : nodes.reduce((sum, node) => sum + Object.keys(node.inputs).length, 0);
  if (nodes.length > nodeLimit || inputs > inputLimit) throw new Error('its graph is larger than any');
  return nodes.length === 0 ? null : new Map(nodes.map((node) => [node.id, node]));
};

/** The graph that ComfyUI ran (`prompt`); null where it is none. */
const apiGraph = (tree: unknown): Graph | null => {
  if (!isTree(tree)) return null;
  return graphOf(
    Object.entries(tree).flatMap(([id, node]) =>
      isTree(node) && typeof node['class_type'] === 'string' && isTree(node['inputs'])
        ? [{ id, type: node['class_type'], inputs: node['inputs'] }]
        : [],
    ),
  );
};

type Raw = Readonly<{ id: string; type: string; mode: unknown; inputs: readonly unknown[]; outputs: unknown; values: unknown }>;
type Link = Readonly<{ from: string; slot: number; to: string; toSlot: unknown }>;
/** The editor's canvas, or the inside of a group on it (`outer` says where that stands). */
type Scope = Readonly<{
  nodes: ReadonlyMap<string, Raw>;
  links: ReadonlyMap<unknown, Link>;
  prefix: string;
  outer: Readonly<{ scope: Scope; group: Raw; definition: Tree }> | null;
}>;
/** Ends of a group's inside that lead out of it. */
const [groupInput, groupOutput] = ['-10', '-20'];
const [muted, bypassed] = [2, 4];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Links are lists, or objects in newer files. */
const linkOf = (link: unknown): readonly (readonly [unknown, Link])[] => {
  const [id, from, slot, to, toSlot] = Array.isArray(link)
    ? (link as unknown[])
    : ['id', 'origin_id', 'origin_slot', 'target_id', 'target_slot'].map((name) => at(link, name));
  return isLiteral(from) && typeof slot === 'number' ? [[id, { from: String(from), slot, to: String(to), toSlot }]] : [];
};

const scopeOf = (tree: Tree, prefix: string, outer: Scope['outer']): Scope => ({
  nodes: new Map(
    list(tree['nodes']).flatMap((node) =>
      isTree(node) && typeof node['type'] === 'string' && isLiteral(node['id'])
        ? [
            [
              String(node['id']),
              {
                id: String(node['id']),
                type: node['type'],
                mode: node['mode'],
                inputs: list(node['inputs']),
                outputs: node['outputs'],
                values: node['widgets_values'],
              },
            ] as const,
          ]
        : [],
    ),
  ),
  links: new Map(list(tree['links']).flatMap(linkOf)),
  prefix,
  outer,
});

/** Values of widgets by name: the table's, or those that the node itself lists; `_` is one that only the editor has. */
const literalsOf = ({ type, inputs, values }: Raw): Tree => {
  if (isTree(values)) return values;
  const named = inputs.map((input) => at(input, 'widget.name')).filter((name) => typeof name === 'string');
  const given = list(values);
  const own = named.flatMap((name) => (/seed/.test(name) ? [name, '_'] : [name]));
  const hasControls = given.some((value) => typeof value === 'string' && controls.has(value));
  const names =
    widgets[type] ?? [named, own].find(({ length }) => length === given.length && (length === named.length) !== hasControls) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, given[index]]));
};

/** The graph as the editor keeps it (`workflow`), in the form in which it runs: groups unfolded, what is switched off left out, what is bypassed passed through. */
const editorGraph = (tree: unknown): Graph | null => {
  if (!isTree(tree) || !Array.isArray(tree['nodes'])) return null;
  const groups = new Map(
    list(at(tree, 'definitions.subgraphs')).flatMap((group) => (isTree(group) ? [[group['id'], group] as const] : [])),
  );
  const inside = new Map<string, Scope>();
  const scopeIn = (scope: Scope, group: Raw): Scope | null => {
    const definition = groups.get(group.type);
    if (definition === undefined) return null;
    const prefix = `${scope.prefix}${group.id}:`;
    if (prefix.split(':').length > depthLimit) throw new Error('its groups lie in one another without end');
    const known = inside.get(prefix) ?? scopeOf(definition, prefix, { scope, group, definition });
    inside.set(prefix, known);
    return known;
  };

  /** Where a link comes from: a node that runs, or a value at the door of a group. */
  const origin = (scope: Scope, link: unknown, depth = 0): readonly [string, number] | Literal | undefined => {
    const found = scope.links.get(link);
    if (found === undefined || depth > nodeLimit) return undefined;
    const { from, slot } = found;
    if (from === groupInput && scope.outer !== null) {
      const { scope: outside, group, definition } = scope.outer;
      const name = at(definition, `inputs.${slot}.name`);
      const input = group.inputs.find((one) => at(one, 'name') === name);
      const value = typeof name === 'string' ? literalsOf(group)[name] : undefined;
      return origin(outside, at(input, 'link'), depth + 1) ?? (isLiteral(value) ? value : undefined);
    }
    const node = scope.nodes.get(from);
    if (node === undefined || node.mode === muted) return undefined;
    if (node.mode === bypassed) {
      const type = at(node.outputs, `${slot}.type`);
      return origin(
        scope,
        at(
          node.inputs.find((input) => at(input, 'type') === type && at(input, 'link') != null),
          'link',
        ),
        depth + 1,
      );
    }
    if (node.type === 'GetNode') {
      const key = at(node.values, '0');
      const setter = [...scope.nodes.values()].find(({ type, values }) => type === 'SetNode' && at(values, '0') === key);
      return origin(scope, at(setter?.inputs, '0.link'), depth + 1);
    }
    const inner = scopeIn(scope, node);
    if (inner === null) return [`${scope.prefix}${from}`, slot];
    const end = [...inner.links].find(([, { to, toSlot }]) => to === groupOutput && toSlot === slot);
    return end === undefined ? undefined : origin(inner, end[0], depth + 1);
  };

  let count = 0;
  const unfold = (scope: Scope): Node[] =>
    [...scope.nodes.values()].flatMap((node): Node[] => {
      if (node.mode === muted || node.mode === bypassed) return [];
      count += 1 + node.inputs.length;
      if (count > inputLimit) throw new Error('its graph is larger than any');
      const inner = scopeIn(scope, node);
      if (inner !== null) return unfold(inner);
      const linked = node.inputs.flatMap((input) => {
        const [name, from] = [at(input, 'name'), origin(scope, at(input, 'link'))];
        return typeof name === 'string' && from !== undefined ? [[name, from] as const] : [];
      });
      return [{ id: `${scope.prefix}${node.id}`, type: node.type, inputs: { ...literalsOf(node), ...Object.fromEntries(linked) } }];
    });
  return graphOf(unfold(scopeOf(tree, '', null)));
};

const unpacked = (value: unknown): unknown => (typeof value === 'string' && value.trimStart().startsWith('{') ? parseJson(value) : value);

/** A graph in either form, alone or under its name in a larger object; null where there is none. Throws where it is broken. */
export const graphIn = (tree: Tree | null): Graph | null => {
  if (tree === null) return null;
  const [run, edited] = [unpacked(tree['prompt']), unpacked(tree['workflow'])];
  return apiGraph(tree) ?? editorGraph(tree) ?? apiGraph(run) ?? editorGraph(edited);
};
