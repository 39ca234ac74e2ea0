import { join } from 'node:path';
import type { LoraUse } from '../graphs/lora/adapt.ts';
import { readLora } from '../graphs/lora/read-lora.ts';
import { asFields, asNumber, asString, type Fields } from './case.ts';

/** A case's `loras`: files relative to the case's folder, each with its scale. */
export const readLoras = (folder: string, item: Fields): readonly LoraUse[] => {
  const listed = item['loras'] ?? [];
  if (!Array.isArray(listed)) throw new Error('loras: expected a list');
  return listed.map((entry: unknown, index) => {
    const { file, scale } = asFields(entry, `loras[${index}]`);
    return { lora: readLora(join(folder, asString(file, 'file'))), scale: asNumber(scale, 'scale') };
  });
};
