/** One recorded file as read: `header` is everything that its cases share (kind, reference, tolerance, …). */
export type CaseFile = Readonly<{ path: string; header: Fields; cases: readonly Fields[] }>;
export type Fields = Readonly<Record<string, unknown>>;

/** What one case came to. `maxAbs` is the largest absolute difference, where numbers were compared. */
export type Verdict = Readonly<{ kind: 'ok'; maxAbs: number | null }> | Readonly<{ kind: 'failed'; maxAbs: number | null; reason: string }>;

/** Runs one case of a file. Throwing counts as failed, with the message as the reason. */
export type CaseRunner = (file: CaseFile, item: Fields) => Promise<Verdict>;

export const asNumber = (value: unknown, name: string): number => {
  if (typeof value !== 'number') throw new Error(`${name}: expected a number, found ${typeof value}`);
  return value;
};

export const asString = (value: unknown, name: string): string => {
  if (typeof value !== 'string') throw new Error(`${name}: expected a string, found ${typeof value}`);
  return value;
};

export const asFields = (value: unknown, name: string): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name}: expected an object`);
  return Object.fromEntries(Object.entries(value));
};

export const asNumbers = (value: unknown, name: string): readonly number[] => {
  if (!Array.isArray(value)) throw new Error(`${name}: expected a list of numbers`);
  return value.map((entry: unknown, index) => asNumber(entry, `${name}[${index}]`));
};

export const asNumberLists = (value: unknown, name: string): readonly (readonly number[])[] => {
  if (!Array.isArray(value)) throw new Error(`${name}: expected a list of lists`);
  return value.map((entry: unknown, index) => asNumbers(entry, `${name}[${index}]`));
};
