/** The system's bin where there is no Electron: the one that file managers show. */
export const systemTrash = async (path: string): Promise<void> => {
  const { default: trash } = await import('trash');
  await trash(path, { glob: false });
};
