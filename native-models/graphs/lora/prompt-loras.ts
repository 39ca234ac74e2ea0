/** A LoRA as a prompt names it; `textScale` is for the text encoders. */
export type NamedLora = Readonly<{ name: string; scale: number; textScale: number }>;

// a tag ends before the next one begins: a prompt of open tags would be read to its end for each
const tag = /<(?:lora|lyco):([^:<>]+)((?::[^:<>]*)*)>/g;

const numberIn = (text: string | undefined): number | null => {
  const value = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(value) ? null : value;
};

/** `0.8` is for both; `0.8:0.5` for the text encoders and the denoiser; `te=0.8:unet=0.5` says which is which; nothing is 1. */
const scalesOf = (rest: string): Pick<NamedLora, 'scale' | 'textScale'> => {
  const parts = rest.split(':').slice(1);
  const plain = parts.filter((part) => !part.includes('='));
  const named = new Map(parts.filter((part) => part.includes('=')).map((part) => part.split('=', 2) as [string, string]));
  const text = numberIn(named.get('te')) ?? numberIn(plain[0]) ?? 1;
  return { textScale: text, scale: numberIn(named.get('unet')) ?? numberIn(plain[1]) ?? text };
};

/**
 * Takes `<lora:name:0.8>` (A1111's notation) out of a prompt: the text without the tags, and the LoRAs in their order. Names are the files' own,
 * without the ending; what is there by that name is the caller's business.
 */
export const takeLoras = (prompt: string): Readonly<{ prompt: string; loras: readonly NamedLora[] }> => {
  const loras = [...prompt.matchAll(tag)].map(([, name, rest]) => ({ name: name!.trim(), ...scalesOf(rest!) }));
  return { prompt: prompt.replace(tag, ''), loras };
};
