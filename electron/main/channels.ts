/** The two channels between the main process and a window. What may go through them is in `contract/`. */
export const channels = { call: 'studio:call', event: 'studio:event' } as const;
