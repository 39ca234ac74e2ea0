import { Autocomplete, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import { wordsOf } from '../../api/client.ts';
import { changeChosen } from '../../commands/order.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import type { Asking } from '../../state/gallery.ts';
import { useGallery, useLayout, useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useTell } from '../../ui/use-tell.ts';
import classes from './NameDialog.module.css';

const useKnown = (asking: Asking): readonly string[] => {
  const { queries } = useStudio();
  const { data: facets } = useQuery(queries.facets(wholeLibrary));
  const { data: collections } = useQuery(queries.collections);
  const { data: searches } = useQuery(queries.searches);
  switch (asking) {
    case 'addTag':
    case 'removeTag':
      return facets?.facets.tag.map(({ value }) => value) ?? [];
    case 'addToCollection':
    case 'removeFromCollection':
      return collections?.map(({ name }) => name) ?? [];
    case 'saveSearch':
      return searches?.map(({ name }) => name) ?? [];
  }
};

const Form = ({ asking, close }: Readonly<{ asking: Asking; close: () => void }>) => {
  const { t } = useTranslation();
  const tell = useTell();
  const context = useCommandContext();
  const query = useLayout((layout) => layout.query);
  const known = useKnown(asking);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const offered = known.filter((one) => one.toLowerCase().includes(name.trim().toLowerCase()));

  const run = async (): Promise<void> => {
    switch (asking) {
      case 'addTag':
      case 'removeTag':
        await changeChosen(context, { kind: asking, tag: name });
        return;
      case 'addToCollection':
      case 'removeFromCollection':
        await changeChosen(context, { kind: asking, collection: name });
        return;
      case 'saveSearch':
        await context.client.invoke('searches.save', { name: name.trim(), query });
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run().then(close, (error: unknown) => setProblem(tell(wordsOf(error))));
  };
  return (
    <form onSubmit={submit} className={classes.form} style={{ '--rows': Math.min(6, known.length) } as CSSProperties}>
      <Autocomplete
        data-autofocus
        label={t(`library.ask.${asking}`)}
        {...(asking === 'addTag' || asking === 'addToCollection' ? { description: t(`library.askHelp.${asking}`) } : {})}
        data={[...known]}
        // an empty list that counts as open would take the first Escape for itself
        {...(offered.length === 0 ? { dropdownOpened: false } : {})}
        limit={8}
        // in the flow of the dialog: above it they would lie on its button
        comboboxProps={{ withinPortal: false }}
        classNames={{ dropdown: classes.offered ?? '' }}
        value={name}
        maxLength={100}
        error={problem}
        onChange={(value) => {
          setName(value);
          setProblem(null);
        }}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" disabled={name.trim() === ''}>
          {t(`command.${asking}`)}
        </Button>
      </Group>
    </form>
  );
};

/** Asks for the name of a tag, a collection or a search, and offers those that there are. */
export const NameDialog = () => {
  const { t } = useTranslation();
  const asking = useGallery((gallery) => gallery.asking);
  const ask = useGallery((gallery) => gallery.ask);
  const close = (): void => ask(null);
  return (
    <Dialog opened={asking !== null} onClose={close} title={asking === null ? '' : t(`command.${asking}`)}>
      {asking !== null && <Form asking={asking} close={close} />}
    </Dialog>
  );
};
