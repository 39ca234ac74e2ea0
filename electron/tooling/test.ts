// `npm test`: every check of the project, one after the other, and one closing line that adds them up.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

type Tally = Readonly<{ passed: number; failed: number }>;
type Stage = Readonly<{ name: string; run: (scratch: string) => Promise<Tally> }>;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command with its output shown here, and kept. */
const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ code: number; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const npm = (script: string, ...args: string[]) => run('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])]);

/** A command that is one check: right or wrong as a whole. */
const whole =
  (script: string, ...args: string[]) =>
  async (): Promise<Tally> => {
    const { code } = await npm(script, ...args);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };

/** What a runner's report says; a run that failed without a failed test counts as one. */
const settle = (tally: Tally, code: number): Tally => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally);

const VitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), numTodoTests: z.int() });
const unit = async (scratch: string): Promise<Tally> => {
  const report = join(scratch, 'vitest.json');
  const { code } = await npm('test:unit', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const counts = VitestReport.parse(JSON.parse(await readFile(report, 'utf8')));
  // a skip is no pass: whatever did not run has failed
  return settle({ passed: counts.numPassedTests, failed: counts.numFailedTests + counts.numPendingTests + counts.numTodoTests }, code);
};

const conformance = async (): Promise<Tally> => {
  const { code, output } = await npm('conformance', 'native-models/conformance/golden');
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [];
  return settle({ passed: Number(passed ?? 0), failed: Number(failed ?? 1) }, code);
};

const PlaywrightReport = z.object({ stats: z.object({ expected: z.int(), unexpected: z.int(), skipped: z.int(), flaky: z.int() }) });
const endToEnd = async (scratch: string): Promise<Tally> => {
  const report = join(scratch, 'playwright.json');
  const { code } = await run('npm', ['run', '--silent', 'test:e2e', '--', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const { stats } = PlaywrightReport.parse(JSON.parse(await readFile(report, 'utf8')));
  return settle({ passed: stats.expected, failed: stats.unexpected + stats.skipped + stats.flaky }, code);
};

const stages: readonly Stage[] = [
  { name: 'types', run: whole('check:types') },
  { name: 'lint', run: whole('check:lint') },
  { name: 'format', run: whole('check:format') },
  { name: 'unit', run: unit },
  { name: 'conformance', run: conformance },
  { name: 'package', run: whole('dist', '--check') },
  { name: 'end to end', run: endToEnd },
];

const scratch = await mkdtemp(join(tmpdir(), 'tincture-test-'));
const results: { name: string; tally: Tally; seconds: number }[] = [];
for (const stage of stages) {
  console.log(`\n── ${stage.name} ──`);
  const started = performance.now();
  const tally = await stage.run(scratch).catch((error: unknown): Tally => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  results.push({ name: stage.name, tally, seconds: (performance.now() - started) / 1000 });
}
await rm(scratch, { recursive: true, force: true });

console.log('');
for (const { name, tally, seconds } of results)
  console.log(
    `${name.padEnd(12)} ${String(tally.passed).padStart(5)} passed ${String(tally.failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`,
  );
const sum = results.reduce((all, { tally }) => ({ passed: all.passed + tally.passed, failed: all.failed + tally.failed }), {
  passed: 0,
  failed: 0,
});
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
