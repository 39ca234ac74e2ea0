import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { assertNever } from '../../../electron/contract/result.ts';
import type { Piece } from '../../../electron/contract/recipe.ts';
import type { Capabilities } from '../../../electron/contract/records.ts';
import { useNameOfChoice } from '../../ui/use-capabilities.ts';

type Option = Capabilities['samplers'][number]['options'][number];
type Value = Piece['options'][string];
type Props = Readonly<{ option: Option; value: Value; onChange: (value: Value) => void }>;

const numbersIn = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
    .filter(Number.isFinite);

/** Keeps what is typed as it is typed; the list is what can be read from it. */
const ListOption = ({ option, value, onChange }: Props) => {
  const [text, setText] = useState(Array.isArray(value) ? value.join(', ') : '');
  return (
    <TextInput
      label={option.label}
      description={option.explanation}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(numbersIn(event.currentTarget.value));
      }}
    />
  );
};

/** One option of a piece, as its descriptor says. */
export const PieceOption = ({ option, value, onChange }: Props) => {
  const nameOf = useNameOfChoice();
  const words = { label: option.label, description: option.explanation };
  switch (option.kind) {
    case 'number':
    case 'integer':
      return (
        <NumberInput
          {...words}
          value={typeof value === 'number' ? value : ''}
          min={option.min ?? -Infinity}
          max={option.max ?? Infinity}
          step={option.kind === 'integer' ? 1 : 0.1}
          allowDecimal={option.kind === 'number'}
          onChange={(entry) => onChange(typeof entry === 'number' ? entry : option.initial)}
        />
      );
    case 'boolean':
      return <Switch {...words} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'choice':
      return (
        <Select
          {...words}
          data={option.choices.map((choice) => ({ value: choice, label: nameOf(choice) }))}
          value={typeof value === 'string' ? value : null}
          onChange={(entry) => entry !== null && onChange(entry)}
        />
      );
    case 'list':
      return <ListOption option={option} value={value} onChange={onChange} />;
    default:
      return assertNever(option.kind);
  }
};
