/** Name and version of the engine as recipes record it; a test holds it to package.json. */
export const engineVersion = 'tincture 0.1.0';
