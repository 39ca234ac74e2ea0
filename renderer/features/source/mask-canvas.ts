/** A mask on a canvas: white and opaque is repainted, clear is kept. Undo goes back stroke by stroke. */
export type MaskCanvas = Readonly<{
  /** From one point to the next, in the picture's pixels. */
  stroke: (from: Point, to: Point, width: number, tool: 'brush' | 'eraser') => void;
  /** Call before a stroke or a change of the whole, so that it can be undone. */
  remember: () => void;
  undo: () => void;
  clear: () => void;
  invert: () => void;
  /** White on black, as PNG. */
  toFile: () => Promise<Blob>;
}>;
export type Point = Readonly<{ x: number; y: number }>;

const paint = '#fff';
const remembered = 50;

export const createMaskCanvas = (canvas: HTMLCanvasElement): MaskCanvas => {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this window has no canvas');
  const past: ImageData[] = [];
  const { width, height } = canvas;
  const whole = (operation: GlobalCompositeOperation): void => {
    context.globalCompositeOperation = operation;
    context.fillStyle = paint;
    context.fillRect(0, 0, width, height);
  };
  return {
    stroke: (from, to, size, tool) => {
      context.globalCompositeOperation = tool === 'brush' ? 'source-over' : 'destination-out';
      context.strokeStyle = paint;
      context.lineWidth = size;
      context.lineCap = 'round';
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    },
    remember: () => {
      past.push(context.getImageData(0, 0, width, height));
      if (past.length > remembered) past.shift();
    },
    undo: () => {
      const last = past.pop();
      if (last !== undefined) context.putImageData(last, 0, 0);
    },
    clear: () => context.clearRect(0, 0, width, height),
    invert: () => whole('source-out'),
    toFile: async () => {
      const flat = new OffscreenCanvas(width, height);
      const out = flat.getContext('2d');
      if (out === null) throw new Error('this window has no canvas');
      out.fillRect(0, 0, width, height);
      out.drawImage(canvas, 0, 0);
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
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.fill(255, i, i + 3);
  context.putImageData(pixels, 0, 0);
};
