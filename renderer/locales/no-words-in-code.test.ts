// No word of the window stands in its code: not between tags, not in an attribute that people read or hear, not in a message.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** Attributes and properties whose text is read, or said by a screen reader. */
const read =
  /^(aria-(label|description|valuetext|roledescription|placeholder)|title|label|thumbLabel|placeholder|alt|description|legend|error|message)$/;
/** What of `say` shows its first argument to people. */
const says = /^(info|error|undoable)$/;
const word = /\p{L}{2}/u;
/** Keys of words, and names that are the same in every language. */
const fine = /^([a-z]\w*(\.\w*)+|PNG|JPEG|WebP|AVIF)$/;

type Node = Readonly<{ type: string; [name: string]: unknown }>;
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
const nodeOf = (value: unknown): Node | null => (isNode(value) ? value : null);
const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value : [value]).flatMap((one) => nodeOf(one) ?? []);
const childrenOf = (node: Node): readonly Node[] => Object.values(node).flatMap(nodesOf);
const Cooked = z.object({ cooked: z.string() });
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The literal texts that an expression may come to; what a call makes of its arguments is the call's. */
const textsOf = (node: Node | null): readonly string[] => {
  switch (node?.type) {
    case 'Literal':
    case 'JSXText':
      return [textOf(node['value'])];
    case 'TemplateLiteral':
      return nodesOf(node['quasis']).map(({ value }) => Cooked.parse(value).cooked);
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return textsOf(nodeOf(node['expression']));
    case 'ConditionalExpression':
      return [node['consequent'], node['alternate']].flatMap((one) => textsOf(nodeOf(one)));
    case 'LogicalExpression':
      return [node['left'], node['right']].flatMap((one) => textsOf(nodeOf(one)));
    case 'BinaryExpression':
      return node['operator'] === '+' ? [node['left'], node['right']].flatMap((one) => textsOf(nodeOf(one))) : [];
    default:
      return [];
  }
};

const nameOf = (value: unknown): string => {
  const node = nodeOf(value);
  return textOf(node?.['name'] ?? node?.['value']);
};

/** `say` itself, or the `say` of something. */
const isSay = (value: unknown): boolean => {
  const node = nodeOf(value);
  return node !== null && (nameOf(node) === 'say' || nameOf(node['property']) === 'say');
};

/** What is shown of a node itself, not of its children. */
const shown = (node: Node): readonly string[] => {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return nodesOf(node['children']).flatMap(textsOf);
    case 'JSXAttribute':
      return read.test(nameOf(node['name'])) ? textsOf(nodeOf(node['value'])) : [];
    case 'Property':
      return read.test(nameOf(node['key'])) ? textsOf(nodeOf(node['value'])) : [];
    case 'CallExpression': {
      const callee = nodeOf(node['callee']);
      const isSaid = callee !== null && isSay(callee['object']) && says.test(nameOf(callee['property']));
      return isSaid ? nodesOf(node['arguments']).slice(0, 1).flatMap(textsOf) : [];
    }
    default:
      return [];
  }
};

const wordsIn = (file: string, source: string): readonly string[] => {
  const visit = (node: Node): readonly string[] => [
    ...shown(node).filter((text) => word.test(text) && !fine.test(text)),
    ...childrenOf(node).flatMap(visit),
  ];
  return nodesOf(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }))
    .flatMap(visit)
    .map((text) => text.trim());
};

test('a word in the code is found wherever it would be read', () => {
  const planted = `
    const a = <p>Plain</p>;
    const b = <button aria-label="Close it" />;
    const c = <TextInput label={open ? 'Open now' : t('x.y')} placeholder={\`Type \${n}\`} />;
    const d = <p>{count > 1 ? 'many' : count + ' of them'}</p>;
    const e = { value: 'cfg', label: 'Guidance' };
    context.say.error('It failed');
    const fine = <p className="big" id="search">{t('a.b')} · {kind === 'sea' ? n : '–'}</p>;
    say.info(t('done'));
  `;
  const found = ['Plain', 'Close it', 'Open now', 'Type', 'many', 'of them', 'Guidance', 'It failed'];
  expect(wordsIn('planted.tsx', planted)).toEqual(found);
});

test('no word stands in the code of the window', () => {
  const folder = join(import.meta.dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.includes('test'));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => wordsIn(file, readFileSync(join(folder, file), 'utf8')).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});
