import {
  IconAdjustments,
  IconArrowBackUp,
  IconArrowsExchange,
  IconBookmark,
  IconChartLine,
  IconDice5,
  IconHistory,
  IconLock,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconRefresh,
  IconTablePlus,
  IconX,
  IconStack2,
} from '@tabler/icons-react';
import { wholeLibrary } from '../../electron/contract/query/library-query.ts';
import type { Job, QueueState } from '../../electron/contract/records.ts';
import { CallError } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { foldedFields, type Problems, randomSeed } from '../state/draft.ts';
import { lackingIn } from '../state/fill-draft.ts';
import { fieldOf, type Reading, readDraft } from '../state/read-draft.ts';
import { always, type Command, type CommandContext } from './command.ts';
import { runningJob } from './current.ts';
import { whenThere } from './when-there.ts';

const waiting = ({ cache }: CommandContext): boolean =>
  (cache.getQueryData<Job[]>(keys.jobs) ?? []).some(({ state }) => state === 'running' || state === 'waiting');

/** Shows messages at their fields, out of the fold too. */
const complain = ({ draft, layout }: CommandContext, problems: Problems): void => {
  draft.getState().complain(problems);
  if (foldedFields.some((field) => problems[field] !== undefined)) layout.getState().setMore(true);
  // whoever has no pointer goes on typing where it is wrong
  if (Object.keys(problems).length === 0) return;
  whenThere('[aria-invalid=true]', (field) => field.focus());
};

/** What the form says; what is wrong in it is shown at its fields. */
const readForm = async (context: CommandContext): Promise<Reading> => {
  const { cache, queries, draft, language } = context;
  // what is typed from here on belongs to the next picture
  const pressed = draft.getState();
  const [models, known] = await Promise.all([cache.ensureQueryData(queries.models), cache.ensureQueryData(queries.capabilities)]);
  // pressed before the form had its model: it gets what the form gets
  const lacking =
    pressed.model === null ? lackingIn(pressed, models, (await cache.ensureQueryData(queries.list(wholeLibrary))).ids, language) : {};
  const reading = readDraft({ ...pressed, ...lacking }, models, known, context);
  complain(context, reading.ok ? {} : reading.problems);
  return reading;
};

export const generate: Command = {
  id: 'generate',
  label: 'command.generate',
  group: 'make',
  icon: IconPlayerPlay,
  keys: ['mod+Enter'],
  when: always,
  run: async (context) => {
    const { client, draft, layout, tell } = context;
    if (!draft.getState().keepSeed) draft.getState().edit({ seed: randomSeed() });
    const reading = await readForm(context);
    layout.getState().go('studio');
    if (!reading.ok) return;
    try {
      await client.invoke('jobs.start', reading.request);
      layout.getState().show(null);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      complain(context, { [fieldOf(error.error.what)]: tell(error.error.message) });
    }
  },
};

export const cancel: Command = {
  id: 'cancel',
  label: 'command.cancel',
  group: 'make',
  icon: IconX,
  // Escape is pressed to leave and to close: a run of minutes is not thrown away by it
  keys: ['mod+.', 'Shift+X'],
  when: (context) => runningJob(context) !== null,
  run: async (context) => {
    const job = runningJob(context);
    if (job !== null) await context.client.invoke('jobs.cancel', job.id);
  },
};

export const cancelAll: Command = {
  id: 'cancelAll',
  label: 'command.cancelAll',
  group: 'make',
  icon: IconPlayerStop,
  keys: ['mod+Shift+X'],
  when: waiting,
  run: async ({ client }) => {
    await client.invoke('jobs.cancelAll', null);
  },
};

const queueState = ({ cache }: CommandContext): QueueState['state'] => cache.getQueryData<QueueState>(keys.queue)?.state ?? 'going';

/** Finishes the picture in the making, then lets nothing start. */
export const finishPicture: Command = {
  id: 'finishPicture',
  label: 'command.finishPicture',
  group: 'make',
  icon: IconPlayerTrackNext,
  keys: ['Shift+F'],
  when: (context) => queueState(context) === 'going' && runningJob(context) !== null,
  run: async ({ client }) => {
    await client.invoke('queue.pause', 'picture');
  },
};

/** Puts the picture in the making aside, where it stands. */
export const pauseQueue: Command = {
  id: 'pauseQueue',
  label: 'command.pauseQueue',
  group: 'make',
  icon: IconPlayerPause,
  keys: ['Shift+P'],
  when: (context) => queueState(context) !== 'paused',
  run: async ({ client }) => {
    await client.invoke('queue.pause', 'now');
  },
};

export const resumeQueue: Command = {
  id: 'resumeQueue',
  label: 'command.resumeQueue',
  group: 'make',
  icon: IconPlayerPlay,
  keys: ['Shift+P'],
  when: (context) => queueState(context) !== 'going',
  run: async ({ client }) => {
    await client.invoke('queue.resume', null);
  },
};

export const retryFailed: Command = {
  id: 'retryFailed',
  label: 'command.retryFailed',
  group: 'make',
  icon: IconRefresh,
  keys: [],
  when: ({ cache }) => (cache.getQueryData<Job[]>(keys.jobs) ?? []).some(({ state }) => state === 'failed'),
  run: async ({ client }) => {
    await client.invoke('jobs.retryFailed', null);
  },
};

export const newSeed: Command = {
  id: 'newSeed',
  label: 'command.newSeed',
  group: 'make',
  icon: IconDice5,
  keys: ['S'],
  when: always,
  run: ({ draft }) => draft.getState().edit({ seed: randomSeed() }),
};

export const lockSeed: Command = {
  id: 'lockSeed',
  label: 'command.lockSeed',
  group: 'make',
  icon: IconLock,
  keys: ['L'],
  when: always,
  run: ({ draft }) => draft.getState().edit({ keepSeed: !draft.getState().keepSeed }),
};

export const defaults: Command = {
  id: 'defaults',
  label: 'command.defaults',
  group: 'make',
  icon: IconArrowBackUp,
  keys: [],
  when: ({ draft }) => draft.getState().model !== null,
  run: async ({ cache, queries, draft }) => {
    const models = await cache.ensureQueryData(queries.models);
    const model = models.find(({ id }) => id === draft.getState().model);
    if (model !== undefined) draft.getState().takeDefaults(model);
  },
};

export const more: Command = {
  id: 'more',
  label: 'command.more',
  group: 'make',
  icon: IconAdjustments,
  keys: ['M'],
  when: ({ layout }) => layout.getState().view === 'studio',
  run: ({ layout }) => layout.getState().setMore(!layout.getState().more),
};

/** The prompt's id in the page, so that a command can put the cursor there. */
export const promptId = 'prompt';

export const focusPrompt: Command = {
  id: 'focusPrompt',
  label: 'command.focusPrompt',
  group: 'make',
  icon: IconPencil,
  keys: ['P'],
  when: always,
  run: ({ layout }) => {
    layout.getState().go('studio');
    whenThere(`#${promptId}`, (field) => field.focus());
  },
};

/** The buttons in the form that lists hang below. */
export const pastPromptsId = 'past-prompts';
export const presetsId = 'presets';

/** What hangs below a button is hidden while the form has that out of sight. */
const hangBelow = (id: string, open: () => void): void =>
  whenThere(`#${id}`, (button) => {
    button.scrollIntoView({ block: 'nearest' });
    open();
  });

export const promptHistory: Command = {
  id: 'promptHistory',
  label: 'command.promptHistory',
  group: 'make',
  icon: IconHistory,
  keys: ['H'],
  when: always,
  run: ({ layout }) => {
    layout.getState().go('studio');
    hangBelow(pastPromptsId, () => layout.getState().setPastPrompts(!layout.getState().pastPrompts));
  },
};

export const presets: Command = {
  id: 'presets',
  label: 'command.presets',
  group: 'make',
  icon: IconBookmark,
  keys: ['T'],
  when: always,
  run: ({ layout }) => {
    layout.getState().go('studio');
    hangBelow(presetsId, () => layout.getState().setPresets(!layout.getState().presets));
  },
};

export const pickLoras: Command = {
  id: 'pickLoras',
  label: 'command.pickLoras',
  group: 'make',
  icon: IconStack2,
  keys: ['O'],
  when: always,
  run: ({ layout }) => {
    layout.getState().go('studio');
    layout.getState().setLoras(true);
  },
};

export const swapSides: Command = {
  id: 'swapSides',
  label: 'command.swapSides',
  group: 'make',
  icon: IconArrowsExchange,
  keys: ['X'],
  when: always,
  run: ({ draft }) => {
    const { width, height, edit } = draft.getState();
    edit({ width: height, height: width });
  },
};

const drawing = ({ layout }: CommandContext): boolean => layout.getState().view === 'studio' && layout.getState().curve;

export const curve: Command = {
  id: 'curve',
  label: 'command.curve',
  group: 'make',
  icon: IconChartLine,
  keys: ['D'],
  when: always,
  run: (context) => {
    const open = drawing(context);
    context.layout.getState().go('studio');
    context.layout.getState().setCurve(!open);
  },
};

export const closeCurve: Command = { ...curve, id: 'closeCurve', label: 'curve.close', icon: IconX, keys: ['Escape'], when: drawing };

export const newGrid: Command = {
  id: 'newGrid',
  label: 'command.newGrid',
  group: 'make',
  icon: IconTablePlus,
  keys: ['G'],
  when: ({ draft }) => draft.getState().model !== null,
  run: async (context) => {
    const reading = await readForm(context);
    if (reading.ok) context.layout.getState().setNewGrid(true);
    else context.layout.getState().go('studio');
  },
};
