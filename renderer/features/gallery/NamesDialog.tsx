import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Changed } from '../../../electron/contract/order.ts';
import { termOf } from '../../../electron/contract/query/edit.ts';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import { wordsOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { CommandContext } from '../../commands/command.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import type { Names } from '../../state/gallery.ts';
import { useGallery, useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useTell } from '../../ui/use-tell.ts';

type Named = Readonly<{ name: string; count: number }>;

const useNames = (kind: Names): readonly Named[] => {
  const { queries } = useStudio();
  const { data: facets } = useQuery({ ...queries.facets(wholeLibrary), enabled: kind === 'tag' });
  const { data: collections = [] } = useQuery({ ...queries.collections, enabled: kind === 'collection' });
  return kind === 'collection' ? collections : (facets?.facets.tag.map(({ value, count }) => ({ name: value, count })) ?? []);
};

const refresh = async ({ cache }: CommandContext): Promise<void> => {
  await Promise.all([keys.order, keys.allFacets, keys.listings, keys.images].map((queryKey) => cache.invalidateQueries({ queryKey })));
};

const rename = async (context: CommandContext, kind: Names, from: string, to: string): Promise<void> => {
  await context.client.invoke(kind === 'tag' ? 'tags.rename' : 'collections.rename', { from, to });
  await refresh(context);
};

const takeAway = (context: CommandContext, kind: Names, name: string): Promise<Changed> =>
  kind === 'collection'
    ? context.client.invoke('collections.remove', name)
    : context.client.invoke('images.change', {
        of: { query: { text: termOf('tag', name), sort: 'newest' } },
        change: { kind: 'removeTag', tag: name },
      });

const remove = async (context: CommandContext, kind: Names, name: string): Promise<void> => {
  const { undo } = await takeAway(context, kind, name);
  await refresh(context);
  context.say.undoable(context.t('library.nameRemoved', { name }), async () => {
    // an empty collection has no picture to take back
    if (undo === null) await context.client.invoke('collections.add', name);
    else await context.client.invoke('images.undo', undo);
    await refresh(context);
  });
};

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** A name that can be written over. Another name that there is already means that the pictures of both join, and the button says so. */
const Row = ({ kind, named: { name, count }, all }: Readonly<{ kind: Names; named: Named; all: readonly Named[] }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const context = useCommandContext();
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const to = typed.trim();
  const joined = all.find((one) => same(one.name, to) && one.name !== name);
  const complain = (error: unknown): void => setProblem(tell(wordsOf(error)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const change = async (): Promise<void> => {
      await rename(context, kind, name, to);
      // pictures that joined others cannot be told apart again: that was asked for by name
      if (joined === undefined) context.say.undoable(t('library.renamed', { from: name, to }), () => rename(context, kind, to, name));
    };
    change().catch(complain);
  };
  return (
    <form onSubmit={submit}>
      <Group wrap="nowrap" align="flex-start" gap="xs">
        <TextInput
          flex={1}
          dir="auto"
          aria-label={t('library.nameOf', { name })}
          description={t('library.count', { count })}
          inputWrapperOrder={['input', 'description', 'error']}
          value={typed}
          maxLength={100}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(null);
          }}
        />
        {to !== '' && to !== name && (
          <Button type="submit" variant="light">
            {joined === undefined ? t('library.rename') : t('library.join', { name: joined.name })}
          </Button>
        )}
        <ActionIcon
          size={36}
          variant="subtle"
          color="gray"
          aria-label={t('library.removeName', { name })}
          onClick={() => void remove(context, kind, name).catch(complain)}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </form>
  );
};

const List = ({ kind }: Readonly<{ kind: Names }>) => {
  const { t } = useTranslation();
  const all = useNames(kind);
  if (all.length === 0) return <Text c="dimmed">{t(`library.none.${kind}`)}</Text>;
  return (
    <Stack gap="sm">
      {all.map((named) => (
        <Row key={named.name} kind={kind} named={named} all={all} />
      ))}
    </Stack>
  );
};

/** Every tag or every collection: another name, joined with another one, taken away. No picture goes with it. */
export const NamesDialog = () => {
  const { t } = useTranslation();
  const arranging = useGallery((gallery) => gallery.arranging);
  const arrange = useGallery((gallery) => gallery.arrange);
  return (
    <Dialog opened={arranging !== null} onClose={() => arrange(null)} title={arranging === null ? '' : t(`library.facet.${arranging}`)}>
      {arranging !== null && <List kind={arranging} />}
    </Dialog>
  );
};
