const publicHub = 'https://huggingface.co';

/** Where models come from: the user's mirror, the environment's, or the hub itself. Without a slash at the end. */
export const hubOf = (setting: string | null, env: NodeJS.ProcessEnv): string => {
  const endpoint = env['HF_ENDPOINT'] ?? '';
  return (setting ?? (URL.canParse(endpoint) ? endpoint : publicHub)).replace(/\/+$/, '');
};

/** Whether a secret may go there: an encrypted line, or this machine. */
export const isPrivateLine = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
