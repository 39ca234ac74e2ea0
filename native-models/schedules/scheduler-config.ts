import { schedulerClasses } from './classes/index.ts';
import type { Parts } from './parts.ts';
import { readSettings } from './settings.ts';
import { type Words, sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

const allKeys = new Set(Object.values(schedulerClasses).flatMap(({ defaults }) => Object.keys(defaults)));

/**
 * A `scheduler_config.json` (parsed, see `python-json.ts`) as parts. A key that no class has, or a value that does not fit, is a warning;
 * an unknown class throws, because nothing that came out would be right.
 */
export const readSchedulerConfig = (json: unknown): Readonly<{ parts: Parts; warnings: readonly Words[] }> => {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError('a scheduler configuration has to be an object');
  const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(json));
  const name = given['_class_name'];
  const found = typeof name === 'string' ? schedulerClasses[name] : undefined;
  if (typeof name !== 'string' || found === undefined) {
    throw new Refusal(sentence('scheduler.unknown', { name: JSON.stringify(name), known: Object.keys(schedulerClasses).join(', ') }));
  }
  const { settings, warnings } = readSettings(given, found.defaults, allKeys);
  const parts = { schedulerClass: name, ...found.read(settings) };
  return { parts, warnings };
};
