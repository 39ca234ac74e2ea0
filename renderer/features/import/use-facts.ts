import { useTranslation } from 'react-i18next';
import type { KnownFields } from '../../../electron/contract/origin.ts';
import type { PieceDescriptor } from '../../../electron/contract/records.ts';
import { formatList, formatNumber, formatSize } from '../../ui/format.ts';
import { useCapabilities } from '../../ui/use-capabilities.ts';

/** What a file says of its making, as names and values; what it does not say is not there. */
export const useFacts = (fields: KnownFields): readonly (readonly [name: string, value: string])[] => {
  const { t, i18n } = useTranslation();
  const known = useCapabilities();
  const number = (value: number | null, digits = 0): string => (value === null ? '' : formatNumber(i18n.language, value, digits));
  const label = (piece: KnownFields['sampler'], pieces: readonly PieceDescriptor[] = []): string =>
    piece === null ? '' : (pieces.find(({ id }) => id === piece.id)?.label ?? piece.id);
  const { width, height, hires, loras } = fields;
  const facts: readonly (readonly [string, string])[] = [
    [t('field.prompt'), fields.prompt ?? ''],
    [t('field.negativePrompt'), fields.negativePrompt ?? ''],
    [t('field.model'), fields.model?.name ?? ''],
    [t('picture.size'), width === null || height === null ? '' : formatSize(i18n.language, { width, height })],
    [t('field.seed'), fields.seed === null ? '' : String(fields.seed)],
    [t('field.steps'), number(fields.steps)],
    [t('field.sampler'), label(fields.sampler, known?.samplers)],
    [t('field.schedule'), label(fields.schedule, known?.schedules)],
    [t('field.scale'), number(fields.guidance, 2)],
    [t('field.strength'), number(fields.strength, 2)],
    [t('field.noise'), label(fields.noise, known?.noise)],
    [t('field.promptSyntax'), label(fields.promptSyntax, known?.promptSyntax)],
    [
      t('field.loras'),
      formatList(
        i18n.language,
        (loras ?? []).map(({ name, weight }) => `${name} (${number(weight, 2)})`),
      ),
    ],
    [t('field.hires'), hires === null ? '' : formatSize(i18n.language, hires)],
  ];
  return facts.filter(([, value]) => value !== '');
};
