/** How a picture lies in its room: `scale` 1 fits, `x` and `y` move its centre, in the room's pixels. */
export type View = Readonly<{ scale: number; x: number; y: number }>;
export type Room = Readonly<{ width: number; height: number }>;

export const fitted: View = { scale: 1, x: 0, y: 0 };
const most = 32;

/** Never smaller than it fits, and never moved out of its frame. */
export const held = ({ scale, x, y }: View, { width, height }: Room): View => {
  const size = Math.min(most, Math.max(1, scale));
  const [farX, farY] = [((size - 1) * width) / 2, ((size - 1) * height) / 2];
  return { scale: size, x: Math.min(farX, Math.max(-farX, x)), y: Math.min(farY, Math.max(-farY, y)) };
};

/** Larger or smaller by a factor; the point `at`, from the centre of the room, stays where it is. */
export const zoomed = (view: View, factor: number, at: Readonly<{ x: number; y: number }>, room: Room): View => {
  const scale = Math.min(most, Math.max(1, view.scale * factor));
  const grow = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * grow, y: at.y - (at.y - view.y) * grow }, room);
};

export const panned = (view: View, dx: number, dy: number, room: Room): View => held({ ...view, x: view.x + dx, y: view.y + dy }, room);
