/**
 * The tree of A1111's prompt editing (`modules/prompt_parser.py`, `schedule_parser`):
 * `[from:to:when]`, `[to:when]`, `[a|b|…]`; every other bracket stays as it is written.
 */
export type Node =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'edit'; from: Tree; to: Tree; when: string }>
  | Readonly<{ kind: 'alternate'; choices: readonly Tree[] }>;
export type Tree = readonly Node[];

type Parsed<Value> = Readonly<{ value: Value; end: number }>;

const plain = /(?:[^\\[\]():|]|\\.)+/y;
const when = /\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*\]/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const literal = (text: string): Node => ({ kind: 'text', text });

/** As much of a prompt as fits: it ends at a bracket that does not pair up, at `:` or at `|`. */
const parsePrompt = (text: string, start: number): Parsed<Tree> => {
  const nodes: Node[] = [];
  let at = start;
  for (;;) {
    const run = matchAt(plain, text, at);
    const group = run === null ? parseGroup(text, at) : { value: [literal(run[0])], end: at + run[0].length };
    if (group === null) return { value: nodes, end: at };
    nodes.push(...group.value);
    at = group.end;
  }
};

const parseGroup = (text: string, at: number): Parsed<Tree> | null => {
  if (text[at] === '(') return parseRound(text, at);
  return text[at] === '[' ? parseSquare(text, at) : null;
};

/** `(a)` and `(a:b)` are weights: text, with edits inside them. */
const parseRound = (text: string, at: number): Parsed<Tree> | null => {
  const first = parsePrompt(text, at + 1);
  const second = text[first.end] === ':' ? parsePrompt(text, first.end + 1) : null;
  const end = second?.end ?? first.end;
  if (text[end] !== ')') return null;
  const rest = second === null ? [] : [literal(':'), ...second.value];
  return { value: [literal('('), ...first.value, ...rest, literal(')')], end: end + 1 };
};

const parseSquare = (text: string, at: number): Parsed<Tree> | null => {
  const first = parsePrompt(text, at + 1);
  switch (text[first.end]) {
    case ']':
      return { value: [literal('['), ...first.value, literal(']')], end: first.end + 1 };
    case '|':
      return parseAlternate(text, first);
    case ':':
      return parseEdit(text, first);
    default:
      return null;
  }
};

const parseAlternate = (text: string, first: Parsed<Tree>): Parsed<Tree> | null => {
  const choices = [first.value];
  let at = first.end;
  while (text[at] === '|') {
    const choice = parsePrompt(text, at + 1);
    choices.push(choice.value);
    at = choice.end;
  }
  return text[at] === ']' ? { value: [{ kind: 'alternate', choices }], end: at + 1 } : null;
};

const parseEdit = (text: string, first: Parsed<Tree>): Parsed<Tree> | null => {
  const short = matchAt(when, text, first.end + 1);
  if (short !== null) {
    return { value: [{ kind: 'edit', from: [], to: first.value, when: short[1]! }], end: first.end + 1 + short[0].length };
  }
  const second = parsePrompt(text, first.end + 1);
  if (text[second.end] !== ':') return null;
  const long = matchAt(when, text, second.end + 1);
  if (long === null) return null;
  return { value: [{ kind: 'edit', from: first.value, to: second.value, when: long[1]! }], end: second.end + 1 + long[0].length };
};

/** The whole text as a tree. Brackets and colons that pair up with nothing are text; null where the reference gives editing up: a bare `|`, a last `\`. */
export const parseEdits = (text: string): Tree | null => {
  const nodes: Node[] = [];
  let at = 0;
  while (at < text.length) {
    const prompt = parsePrompt(text, at);
    nodes.push(...prompt.value);
    at = prompt.end;
    if (at === text.length) break;
    if (!'[]():'.includes(text[at]!)) return null;
    nodes.push(literal(text[at]!));
    at++;
  }
  return nodes;
};
