/** Our own files, and pictures by id. No other origin is ever loaded. */
export const appScheme = 'app';
export const appOrigin = `${appScheme}://tincture`;
export const imageScheme = 'studio-image';
