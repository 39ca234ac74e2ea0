/** A link's scheme, and the extension of a recipe on its own. Both are registered with the system by the installers. */
export const linkScheme = 'tincture';
export const recipeExtension = 'tincture';
