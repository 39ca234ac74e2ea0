/**
 * An engine whose providers do in the self-test what TINCTURE_STAND_IN_DEVICES says, such as `{"cuda":"crash","webgpu":"wrong"}`: a verdict of a
 * report, `crash` or `hang`. For tests of the choice of a provider only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ProviderId, SelfTestReport } from '../../contract/devices.ts';
import { openConnection } from '../../engine/connection.ts';

const Behaviour = z.partialRecord(ProviderId, z.enum([...SelfTestReport.shape.verdict.options, 'crash', 'hang']));
const behaviour = Behaviour.parse(JSON.parse(process.env['TINCTURE_STAND_IN_DEVICES'] ?? '{}'));

const { send, listen } = openConnection();
send({ kind: 'listening', pid: process.pid });
listen((request) => {
  if (request.kind !== 'self-test') return;
  const { ask, provider } = request;
  const verdict = behaviour[provider] ?? 'unavailable';
  if (verdict === 'hang') return void sleep(600_000);
  if (verdict === 'crash') {
    console.error('Error: the graphics driver fell over');
    process.exit(7);
  }
  const report = { target: 'portable', difference: 1e-6, fusedDifference: null, milliseconds: 3, processor: 6, detail: null } as const;
  const parts = [
    { part: 'float16', verdict: 'right', difference: 1e-3 } as const,
    { part: 'MultiHeadAttention', verdict: 'wrong', difference: 0.2 } as const,
  ];
  send({ kind: 'self-tested', ask, report: { ...report, verdict, parts } });
});
send({ kind: 'ready', engine: 'stand-in 1', onnxruntime: '1.30.0', providers: ['cpu', ...Object.keys(behaviour)] });
