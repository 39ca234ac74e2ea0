/** Numbers of Python's `json` that JSON does not have, outside of strings. */
const pythonNumbers = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** JSON as other programs write it: NaN becomes null, and a number that a double cannot hold stays as its digits. Throws on what is none. */
export const parseJson = (text: string): unknown => {
  const revive = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && (Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value))
      ? (context?.source ?? value)
      : value;
  try {
    return JSON.parse(text, revive) as unknown;
  } catch (error) {
    const plain = text.replace(pythonNumbers, (match) => (match.startsWith('"') ? match : 'null'));
    if (plain === text) throw error;
    return JSON.parse(plain, revive) as unknown;
  }
};

export type Tree = Readonly<Record<string, unknown>>;
export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies at a path such as `image.prompt` or `prompt.0.prompt`; undefined where nothing does. */
export const at = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)] as unknown;
    return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, tree);
