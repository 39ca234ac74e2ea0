/** The entries of a list's text file: one a line, without the space around them; empty lines and lines that begin with `#` are left out. */
export const listEntries = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
