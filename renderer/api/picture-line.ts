/** While something scrolls, so many pictures are newly asked for in a frame, and so many are waited for at a time: each costs the browser and the host what frames are made of. */
const passing = { inFrame: 2, atOnce: 4 } as const;
/** Milliseconds after the last movement from which on nothing passes by. */
const rest = 100;

/** Who shows many pictures asks for them here. */
export type PictureLine = Readonly<{
  /** Gives the element its picture, at once where nothing scrolls, else in its turn, the newest first. The function gives it up: what left the sight before it came is not waited for. */
  ask: (img: HTMLImageElement, address: string) => () => void;
}>;

/** `page` is where scrolling is heard of. */
export const createPictureLine = (
  page: EventTarget,
  clock: () => number = () => performance.now(),
  nextFrame: (then: () => void) => void = requestAnimationFrame,
): PictureLine => {
  const waiting = new Map<HTMLImageElement, string>();
  const coming = new Set<HTMLImageElement>();
  let moved = Number.NEGATIVE_INFINITY;
  let looking = false;
  page.addEventListener(
    'scroll',
    () => {
      moved = clock();
    },
    { capture: true, passive: true },
  );
  const passes = (): boolean => clock() - moved < rest;

  const begin = (img: HTMLImageElement, address: string): void => {
    waiting.delete(img);
    coming.add(img);
    const end = (): void => void coming.delete(img);
    img.addEventListener('load', end, { once: true });
    img.addEventListener('error', end, { once: true });
    img.src = address;
  };
  const look = (): void => {
    looking = false;
    const room = Math.max(0, Math.min(passing.inFrame, passing.atOnce - coming.size));
    const turn = passes() ? [...waiting].toReversed().slice(0, room) : [...waiting];
    for (const [img, address] of turn) begin(img, address);
    lookAgain();
  };
  const lookAgain = (): void => {
    if (looking || waiting.size === 0) return;
    looking = true;
    nextFrame(look);
  };

  return {
    ask: (img, address) => {
      if (passes()) waiting.set(img, address);
      else begin(img, address);
      lookAgain();
      return () => {
        waiting.delete(img);
        coming.delete(img);
        if (!img.complete) img.removeAttribute('src');
      };
    },
  };
};
