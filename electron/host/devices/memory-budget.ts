import { totalmem } from 'node:os';

const gibibyte = 2 ** 30;

/** Bytes: what this process and its children may use at most, and what is free now. */
export type MachineMemory = Readonly<{ total: number; available: number }>;

/** A container's limit counts where there is one. */
export const machineMemory = (): MachineMemory => {
  const limit = process.constrainedMemory();
  return { total: limit > 0 ? Math.min(limit, totalmem()) : totalmem(), available: process.availableMemory() };
};

/**
 * Bytes that the engine may keep where the user has not said: four fifths of what is free, but never more than three quarters of all (the system
 * and the window live on the rest) and never less than a quarter, or 1 GiB, whichever is more: what is busy now may be free later.
 */
export const autoBudget = ({ total, available }: MachineMemory): number =>
  Math.round(Math.max(gibibyte, total / 4, Math.min(0.8 * available, 0.75 * total)));
