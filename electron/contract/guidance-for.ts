import type { Model, PieceDescriptor } from './records.ts';

const tellsPicture = ({ needs }: PieceDescriptor): boolean => needs.includes('edits');

/** The guidance methods that make sense for a model, its usual one first. */
export const guidanceFor = ({ edits }: Pick<Model, 'edits'>, methods: readonly PieceDescriptor[]): readonly PieceDescriptor[] => {
  const others = methods.filter((method) => !tellsPicture(method));
  return edits ? [...methods.filter(tellsPicture), ...others] : others;
};
