type Shape = Readonly<{ columns: number; count: number; mirrored: boolean }>;

/** Where a key leads from cell `at` of a grid; null where the key means nothing or leads out of it. */
export const stepIn = (key: string, at: number, { columns, count, mirrored }: Shape): number | null => {
  const forward = mirrored ? -1 : 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + forward,
    ArrowLeft: at - forward,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1,
    PageDown: Math.min(count - 1, at + 4 * columns),
    PageUp: Math.max(0, at - 4 * columns),
  };
  const to = steps[key];
  return to === undefined || to < 0 || to >= count ? null : to;
};
