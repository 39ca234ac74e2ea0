import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import raw from './catalogue.json' with { type: 'json' };
import { CatalogueEntry } from './entry.ts';
import { bytesOf, catalogue, catalogueEntry } from './index.ts';

describe('the catalogue', () => {
  it('has every entry in the shape that the program reads', () => {
    expect(() => z.array(CatalogueEntry).parse(raw)).not.toThrow();
    expect(catalogue().length).toBeGreaterThan(28);
  });

  it('names each entry once', () => {
    const ids = catalogue().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(catalogue().map((entry) => [entry.id, entry] as const))(
    '%s: files with sizes inside of it, memory that holds them',
    (_id, entry) => {
      const paths = entry.files.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths) {
        expect(path).not.toMatch(/(^\/|\\|(^|\/)\.\.?(\/|$))/);
        if (entry.below !== '') expect(path.startsWith(`${entry.below}/`)).toBe(true);
      }
      // a whole file is named only where its content is known
      if (entry.pick === 'listed') expect(entry.files.every(({ sha256 }) => sha256 !== null)).toBe(true);
      // half of the weights at least: the denoiser and the text encoders need not be there at the same time
      expect(entry.memory).toBeGreaterThan(entry.obstacle === null ? bytesOf(entry) / 2 : 0);
      // a part has a place in a model, or cannot be used
      expect(entry.kind === 'part').toBe(entry.part !== null || entry.obstacle === 'part');
      expect(entry.part === null || entry.obstacle === null).toBe(true);
    },
  );

  it('says nothing about the hub that nobody has looked at', () => {
    expect(catalogue().filter(({ verified }) => verified !== null)).toEqual([]);
  });

  it('finds by id', () => {
    expect(catalogueEntry('sd-1.5')?.repository).toBe('stable-diffusion-v1-5/stable-diffusion-v1-5');
    expect(catalogueEntry('none')).toBeNull();
  });
});
