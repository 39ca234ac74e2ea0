export type Preview = Readonly<{ bytes: Buffer; type: string }>;

/** The newest preview of each running job: nobody wants an older one. */
export type Previews = Readonly<{
  put: (job: string, preview: Preview) => void;
  /** Number of the newest, from 1; null where there is none. */
  latest: (job: string) => number | null;
  /** The preview `n` or a newer one. */
  get: (job: string, n: number) => Preview | null;
  forget: (job: string) => void;
}>;

export const createPreviews = (): Previews => {
  const newest = new Map<string, { n: number; preview: Preview }>();
  return {
    put: (job, preview) => {
      newest.set(job, { n: (newest.get(job)?.n ?? 0) + 1, preview });
    },
    latest: (job) => newest.get(job)?.n ?? null,
    get: (job, n) => {
      const held = newest.get(job);
      return held !== undefined && held.n >= n ? held.preview : null;
    },
    forget: (job) => {
      newest.delete(job);
    },
  };
};
