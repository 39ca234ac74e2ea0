export type PreviewGate = Readonly<{
  /** Whether a preview may be made after step `index` (0-based) of `count`. */
  open: (index: number, count: number, now: number) => boolean;
  /** Tells what the last one took. */
  made: (startedAt: number, endedAt: number) => void;
}>;

/**
 * Lets a preview through after every `every`-th step, at most one per `gap` milliseconds, and never so many that they take more
 * than `share` of the time: decoding must not slow the picture down. The last step has none, the picture itself comes next.
 */
export const createPreviewGate = ({ every, gap = 250, share = 0.2 }: { every: number; gap?: number; share?: number }): PreviewGate => {
  let notBefore = -Infinity;
  return {
    open: (index, count, now) => every > 0 && index < count - 1 && (index + 1) % every === 0 && now >= notBefore,
    made: (startedAt, endedAt) => {
      notBefore = Math.max(startedAt + gap, endedAt + (endedAt - startedAt) * (1 / share - 1));
    },
  };
};
