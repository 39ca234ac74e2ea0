import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';
/** A prompt template: `{a|b}`, `{2::a|b}` (weights), `{1-2$$ and $$a|b|c}` (several, joined), `__list__`; `\{`, `\}`, `\|` and `\_` are the signs themselves. */
export type TemplateNode =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'list'; pattern: string }>
  | Readonly<{ kind: 'choice'; least: number; most: number; separator: string; options: readonly Option[] }>;
export type Template = readonly TemplateNode[];
export type Option = Readonly<{ weight: number; template: Template }>;

const amount = /(\d+)(?:-(\d+))?\$\$(?:([^{}|$]*)\$\$)?/y;
const weight = /\s*(\d+(?:\.\d+)?|\.\d+)::/y;
const list = /__([\p{L}\p{N}][\p{L}\p{N}_\-/* .]*?)__/uy;
const escape = /\\([{}|_])/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

type Parsed<Value> = Readonly<{ value: Value; end: number }>;

/** Up to one of the signs `ends`, or up to the end of the text. */
const parseText = (text: string, start: number, ends: string): Parsed<Template> => {
  const nodes: TemplateNode[] = [];
  let at = start;
  let run = '';
  const flush = (): void => {
    if (run !== '') nodes.push({ kind: 'text', text: run });
    run = '';
  };
  while (at < text.length && !ends.includes(text[at]!)) {
    const escaped = matchAt(escape, text, at);
    const named = matchAt(list, text, at);
    if (escaped !== null) {
      run += escaped[1]!;
      at += 2;
    } else if (named !== null) {
      flush();
      nodes.push({ kind: 'list', pattern: named[1]!.trim() });
      at += named[0].length;
    } else if (text[at] === '{') {
      flush();
      const choice = parseChoice(text, at);
      nodes.push(choice.value);
      at = choice.end;
    } else {
      run += text[at]!;
      at++;
    }
  }
  flush();
  return { value: nodes, end: at };
};

const parseChoice = (text: string, start: number): Parsed<TemplateNode> => {
  if (text[start - 1] === '$') throw new Refusal(sentence('template.variables', { at: start }));
  const several = matchAt(amount, text, start + 1);
  const least = several === null ? 1 : Number(several[1]);
  const most = several?.[2] === undefined ? least : Number(several[2]);
  const options: Option[] = [];
  let at = start + 1 + (several?.[0].length ?? 0);
  for (;;) {
    const weighed = matchAt(weight, text, at);
    const option = parseText(text, at + (weighed?.[0].length ?? 0), '|}');
    options.push({ weight: weighed === null ? 1 : Number(weighed[1]), template: option.value });
    if (option.end >= text.length) throw new Refusal(sentence('template.open', { at: start + 1 }));
    at = option.end + 1;
    if (text[option.end] === '}') break;
  }
  if (least > most) throw new Refusal(sentence('template.least', { braces: `{${least}-${most}$$…}`, least, most }));
  return { value: { kind: 'choice', least, most, separator: several?.[3] ?? ', ', options }, end: at };
};

/** Throws RangeError, in a sentence for the user, on a brace that is never closed and on what is not supported. A lone `}` is text. */
export const parseTemplate = (text: string): Template => parseText(text, 0, '').value;
