import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type KnownFields, nothingKnown } from '../../../electron/contract/origin.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import { useFacts } from '../import/use-facts.ts';
import classes from './History.module.css';
import { comparedWords } from './words.ts';

const tags = { same: 'span', gone: 'del', new: 'ins' } as const;

/** A text beside another one: words that only the other has are struck out, words that only this one has are underlined. */
export const ComparedWords = ({ from, to }: Readonly<{ from: string; to: string }>) => {
  const parts = useMemo(() => comparedWords(from, to), [from, to]);
  return (
    <p className={classes.compared} dir="auto">
      {parts.map(({ kind, text }, at) => {
        const Tag = tags[kind];
        // a text has each of its parts in one place
        // oxlint-disable-next-line react/no-array-index-key
        return <Tag key={at}>{text}</Tag>;
      })}
    </p>
  );
};

/** Everything but the words and the seed, which every run has its own of. */
const settingsIn = (recipe: Recipe): KnownFields => {
  const { model, width, height, steps, sampler, schedule, guidance, noise, hires, source, promptSyntax } = recipe;
  const known = { model, width, height, steps, sampler, schedule, noise, hires, promptSyntax };
  return { ...nothingKnown, ...known, guidance: guidance.scale, strength: source?.strength ?? null };
};

/** The settings in which two runs differ. */
export const ComparedSettings = ({ from, to }: Readonly<{ from: Recipe; to: Recipe }>) => {
  const { t } = useTranslation();
  const before = new Map(useFacts(settingsIn(from)));
  const after = new Map(useFacts(settingsIn(to)));
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  if (names.length === 0) return null;
  return (
    <p className={classes.settings}>
      {names.map((name) => (
        <span key={name}>
          {t('history.setting', { name })} <del>{before.get(name) ?? t('history.nothing')}</del>{' '}
          <ins>{after.get(name) ?? t('history.nothing')}</ins>
        </span>
      ))}
    </p>
  );
};
