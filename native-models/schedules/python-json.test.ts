import { expect, test } from 'vitest';
import { parsePythonJson } from './python-json.ts';

test("reads Python's constants and leaves strings alone", () => {
  expect(parsePythonJson('{"a": -Infinity, "b": [Infinity, NaN, 1], "c": "x \\"Infinity\\" NaN"}')).toEqual({
    a: -Infinity,
    b: [Infinity, null, 1],
    c: 'x "Infinity" NaN',
  });
});
