const stringsAndConstants = /"(?:[^"\\]|\\.)*"|-Infinity|Infinity|NaN/g;
const asJson: Readonly<Record<string, string>> = { Infinity: '1e999', '-Infinity': '-1e999', NaN: 'null' };

/** JSON as Python writes it, with Infinity and NaN (as null): `scheduler_config.json` has `"lambda_min_clipped": -Infinity`. */
export const parsePythonJson = (text: string): unknown =>
  JSON.parse(text.replaceAll(stringsAndConstants, (token) => asJson[token] ?? token));
