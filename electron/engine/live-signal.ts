/**
 * A controller whose signal looks into the pipe whenever it is asked: the models ask before each network call, and a network call
 * blocks the event loop that would otherwise bring the cancel.
 */
export const createLiveController = (poll: () => void): AbortController => {
  const controller = new AbortController();
  const { signal } = controller;
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      poll();
      AbortSignal.prototype.throwIfAborted.call(signal);
    },
  });
  return controller;
};
