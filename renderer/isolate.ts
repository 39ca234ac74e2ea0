const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const leftToRight = /(?![\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])\p{L}/u;

const isolate = '\u2068';

/** A sentence or list of ours with such names in it: its direction is the page's, whatever it begins with. */
export const holdsIsolated = (text: string): boolean => text.includes(isolate);

/** A name, a prompt or a path of the other direction, so that it does not tear the sentence around it: first-strong isolate, UAX #9 §2.4. */
export const isolated = (text: string, direction: 'ltr' | 'rtl'): string =>
  (direction === 'rtl' ? leftToRight : rightToLeft).test(text) ? `${isolate}${text}\u2069` : text;
