import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Piece } from '../../../electron/contract/recipe.ts';
import type { PieceDescriptor } from '../../../electron/contract/records.ts';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';
import { PieceOption } from './PieceOption.tsx';

export type PieceFieldName = 'sampler' | 'schedule' | 'guidance' | 'noise' | 'prior' | 'promptSyntax';

/** A versioned piece with its explanation and its options. */
export const PieceField = ({
  field,
  pieces,
  problem,
}: Readonly<{ field: PieceFieldName; pieces: readonly PieceDescriptor[]; problem?: string }>) => {
  const { t } = useTranslation();
  const chosen = useDraft((draft) => draft[field]);
  const refused = useDraft((draft) => draft.problems[field]);
  const edit = useDraft((draft) => draft.edit);
  const descriptor = pieces.find(({ id }) => id === chosen?.id) ?? pieces[0];
  const piece: Piece | null =
    descriptor === undefined ? null : { id: descriptor.id, options: chosen?.id === descriptor.id ? chosen.options : {} };
  return (
    <>
      <Select
        label={t(`field.${field}`)}
        description={descriptor?.explanation}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={pieces.map(({ id, label }) => ({ value: id, label }))}
        value={descriptor?.id ?? null}
        error={refused ?? problem}
        onChange={(id) => id !== null && edit({ [field]: { id, options: {} } })}
      />
      {piece !== null && descriptor !== undefined && descriptor.options.length > 0 && (
        <div className={classes.options}>
          {descriptor.options.map((option) => (
            <PieceOption
              key={option.name}
              option={option}
              value={piece.options[option.name] ?? option.initial}
              onChange={(value) => edit({ [field]: { id: piece.id, options: { ...piece.options, [option.name]: value } } })}
            />
          ))}
        </div>
      )}
    </>
  );
};
