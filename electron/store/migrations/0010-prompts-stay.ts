import type { Migration } from './migration.ts';

/** The prompt log is added to and never taken from: what was written stays as it was written, whatever becomes of its pictures. */
export const promptsStay: Migration = {
  version: 10,
  name: 'prompts-stay',
  up: (db) => {
    db.exec(`
      CREATE TRIGGER prompts_stay BEFORE DELETE ON prompts BEGIN
        SELECT RAISE(ABORT, 'the prompt log is never taken from');
      END;
      CREATE TRIGGER prompts_stay_as_written BEFORE UPDATE OF prompt, negative_prompt ON prompts BEGIN
        SELECT RAISE(ABORT, 'what was written stays as it was written');
      END;
      CREATE TRIGGER prompts_stay_counted BEFORE UPDATE OF imported ON prompts WHEN old.imported = 0 AND new.imported = 1 BEGIN
        SELECT RAISE(ABORT, 'a prompt of the log stays in it');
      END;
    `);
  },
};
