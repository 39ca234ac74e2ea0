import { type EngineReply, type EngineRequest, ModelReport } from '../contract/engine.ts';
import { SelfTestReport } from '../contract/devices.ts';
import { JobId } from '../contract/records.ts';
import type { ModelDescription } from '../../native-models/pipelines/description.ts';
import { type OpenOptions, inspectModel } from '../../native-models/pipelines/index.ts';
import { sessionPool } from '../../native-models/sessions/pool.ts';
import { selfTest } from '../../native-models/self-test/self-test.ts';
import { assertNever } from '../contract/result.ts';
import { capabilities } from './capabilities.ts';
import type { Connection } from './connection.ts';
import { createLiveController } from './live-signal.ts';
import { createEmbedder } from './embed.ts';
import { createOpenModels } from './open-models.ts';
import { toWish } from './model-wish.ts';
import { toAppError } from './reasons.ts';
import { type RunRequest, runPicture } from './run.ts';
import { runtime } from './runtime.ts';
import { scheduleOf } from './schedule.ts';
import { createTokenCounter } from './tokens.ts';

const reportOf = (said: ModelDescription): ModelReport => ModelReport.parse({ ...said, edits: said.tasks.includes('edit') });

/** Answers requests. Runs go one after the other; questions are answered between their steps. */
export const createWork = (
  options: Pick<OpenOptions, 'threads'>,
  { send, poll }: Pick<Connection, 'send' | 'poll'>,
): ((request: EngineRequest, body: Buffer) => void) => {
  const countTokens = createTokenCounter();
  const pool = sessionPool();
  const models = createOpenModels(pool);
  const embed = createEmbedder({ ...options, pool });
  const running = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();

  const rest = async (): Promise<void> => {
    await pool.trim();
    send({ kind: 'resting', memory: { resident: process.memoryUsage.rss(), base: pool.base, open: [...pool.open()] } });
  };

  const run = async (request: RunRequest, body: Buffer, { signal }: AbortController): Promise<void> => {
    try {
      signal.throwIfAborted();
      const { ask, provider, target, distrusts, files, memoryBudget } = request;
      pool.setBudget(memoryBudget);
      const getModels: Parameters<typeof runPicture>[0]['getModels'] = async (wanted) => {
        const open = await models.get({ models: wanted, files, options: { ...options, provider, target, distrusts } });
        // a weaker model that was refused runs on the processor beside the other: what it computes is the picture's as well
        const refused = open.find(({ refusal }) => refusal !== null) ?? null;
        const fellBack = refused === null ? null : ({ from: provider, why: 'refused', detail: refused.refusal } as const);
        send({ kind: 'opened', ask, provider: open[0]?.provider ?? provider, fellBack });
        return open;
      };
      await runPicture({ request, body, getModels, signal, send });
    } catch (error) {
      send({ kind: 'failed', ask: request.ask, error: toAppError(error, request.recipe.model.name) });
    } finally {
      running.delete(request.ask);
      if (running.size === 0) await rest();
    }
  };

  const answer = async (request: Exclude<EngineRequest, { kind: 'run' | 'cancel' | 'embed' }>): Promise<EngineReply> => {
    const { ask } = request;
    switch (request.kind) {
      case 'inspect':
        return { kind: 'inspected', ask, report: reportOf(await inspectModel(toWish(request.model))) };
      case 'capabilities':
        return { kind: 'capabilities', ask, capabilities: capabilities(runtime().providers) };
      case 'self-test':
        return { kind: 'self-tested', ask, report: SelfTestReport.parse(await selfTest(request.provider)) };
      case 'schedule':
        return { kind: 'schedule', ask, sigmas: await scheduleOf(request) };
      case 'tokens':
        return { kind: 'tokens', ask, count: await countTokens(request) };
      default:
        return assertNever(request);
    }
  };

  return (request, body) => {
    switch (request.kind) {
      case 'cancel':
        running.get(request.ask)?.abort();
        return;
      case 'run': {
        const controller = createLiveController(poll);
        running.set(JobId.parse(request.ask), controller);
        last = last.then(() => run(request, body, controller));
        return;
      }
      case 'embed':
        embed(request, body).then(
          (embedded) => send(embedded.reply, embedded.body),
          (error: unknown) => send({ kind: 'failed', ask: request.ask, error: toAppError(error, null) }),
        );
        return;
      default:
        answer(request).then(send, (error: unknown) => send({ kind: 'failed', ask: request.ask, error: toAppError(error, null) }));
    }
  };
};
