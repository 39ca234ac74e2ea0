const token = /"(?:[^"\\]|\\.)*"|[{}:]/g;

/** The first key that an object of this valid JSON text has twice, or null. `JSON.parse` would keep the last one and say nothing. */
export const duplicateKey = (json: string): string | null => {
  const open: Set<string>[] = [];
  let last = '';
  for (const [text] of json.matchAll(token)) {
    if (text === '{') open.push(new Set());
    else if (text === '}') open.pop();
    else if (text !== ':') last = text;
    else {
      const key: unknown = JSON.parse(last);
      const keys = open.at(-1);
      if (keys?.has(String(key)) === true) return String(key);
      keys?.add(String(key));
    }
  }
  return null;
};
