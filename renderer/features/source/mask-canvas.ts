/** A mask on a canvas: what is painted is made anew, clear is kept. Undo and redo go stroke by stroke. */
export type MaskCanvas = Readonly<{
  /** From one point to the next, in the picture's pixels. */
  stroke: (from: Point, to: Point, width: number, how: 'paint' | 'erase') => void;
  /** Everything inside a line that closes itself. */
  fill: (outline: readonly Point[], how: 'paint' | 'erase') => void;
  /** Call before a stroke or a change of the whole, so that it can be undone. */
  remember: () => void;
  undo: () => void;
  redo: () => void;
  clear: () => void;
  invert: () => void;
  /** White on black, as PNG; the edge is softened over `feather` pixels. */
  toFile: (feather: number) => Promise<Blob>;
}>;
export type Point = Readonly<{ x: number; y: number }>;

/** A colour that few pictures hold; only its opacity counts. */
const paint = { r: 124, g: 77, b: 255 };
const colour = `rgb(${paint.r} ${paint.g} ${paint.b})`;
const remembered = 50;

export const createMaskCanvas = (canvas: HTMLCanvasElement): MaskCanvas => {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this window has no canvas');
  const past: ImageData[] = [];
  const future: ImageData[] = [];
  const { width, height } = canvas;
  const now = (): ImageData => context.getImageData(0, 0, width, height);
  const go = (from: ImageData[], to: ImageData[]): void => {
    const found = from.pop();
    if (found === undefined) return;
    to.push(now());
    context.putImageData(found, 0, 0);
  };
  const mode = (how: 'paint' | 'erase'): void => {
    context.globalCompositeOperation = how === 'paint' ? 'source-over' : 'destination-out';
  };
  return {
    stroke: (from, to, size, how) => {
      mode(how);
      context.strokeStyle = colour;
      context.lineWidth = size;
      context.lineCap = 'round';
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    },
    fill: (outline, how) => {
      const [first, ...rest] = outline;
      if (first === undefined || rest.length < 2) return;
      mode(how);
      context.fillStyle = colour;
      context.beginPath();
      context.moveTo(first.x, first.y);
      for (const { x, y } of rest) context.lineTo(x, y);
      context.closePath();
      context.fill();
    },
    remember: () => {
      past.push(now());
      if (past.length > remembered) past.shift();
      future.length = 0;
    },
    undo: () => go(past, future),
    redo: () => go(future, past),
    clear: () => context.clearRect(0, 0, width, height),
    invert: () => {
      context.globalCompositeOperation = 'source-out';
      context.fillStyle = colour;
      context.fillRect(0, 0, width, height);
    },
    toFile: async (feather) => {
      const [flat, mask] = [new OffscreenCanvas(width, height), new OffscreenCanvas(width, height)];
      const [out, bare] = [flat.getContext('2d'), mask.getContext('2d')];
      if (out === null || bare === null) throw new Error('this window has no canvas');
      bare.drawImage(canvas, 0, 0);
      bare.globalCompositeOperation = 'source-in';
      bare.fillStyle = '#fff';
      bare.fillRect(0, 0, width, height);
      out.fillRect(0, 0, width, height);
      // twice the deviation on either side of the edge
      if (feather > 0) out.filter = `blur(${feather / 4}px)`;
      out.drawImage(mask, 0, 0);
      return flat.convertToBlob({ type: 'image/png' });
    },
  };
};

/** Draws a stored mask (white on black) back as paint. */
export const takeMask = (canvas: HTMLCanvasElement, mask: CanvasImageSource): void => {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  context.drawImage(mask, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data[i + 3] = pixels.data[i] ?? 0;
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([paint.r, paint.g, paint.b], i);
  context.putImageData(pixels, 0, 0);
};

/** A picture that a canvas may read back. */
export const loadPicture = async (address: string): Promise<HTMLImageElement> => {
  const image = new Image();
  // the canvas is read back: its pictures must count as our own
  image.crossOrigin = 'anonymous';
  image.src = address;
  await image.decode();
  return image;
};
