/** Two names are the same where only case, Unicode form or outer spaces differ. */
export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();
