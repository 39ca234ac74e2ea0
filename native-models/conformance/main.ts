import { runCases, type NamedVerdict } from './run-cases.ts';
import { findCaseFiles } from './walk.ts';

const line = ({ name, verdict }: NamedVerdict): string => {
  const size = verdict.maxAbs === null ? '' : ` max_abs=${verdict.maxAbs.toExponential(2)}`;
  return verdict.kind === 'ok' ? `ok ${name}${size}` : `FAIL ${name}${size} ${verdict.reason}`;
};

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run conformance -- DIR…');
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const folder of folders) {
  for (const file of await findCaseFiles(folder)) {
    for await (const result of runCases(file)) {
      console.log(line(result));
      if (result.verdict.kind === 'ok') passed++;
      else failed++;
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (passed + failed === 0) console.error('no recorded cases were found there');
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
