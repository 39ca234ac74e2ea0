import { inEnglish, type Words } from './words/sentence.ts';

/** A table refuses a name, an option or a number: the caller's input is at fault, and `words` say how. */
export class Refusal extends RangeError {
  readonly words: Words;

  constructor(words: Words) {
    super(inEnglish(words));
    this.name = 'Refusal';
    this.words = words;
  }
}
