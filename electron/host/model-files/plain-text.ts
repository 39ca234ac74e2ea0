/** What model sites write descriptions with. Anything else in angle brackets, such as `<lora:ink:0.8>`, is words. */
const tags = 'a|b|blockquote|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|s|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul';
const lineEnd = /<(?:br|hr)\b[^>]*>|<\/(?:p|li|div|h[1-6]|tr|pre|blockquote)>/gi;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" };

/** The words of a description that was written for a page of the web. */
export const plainText = (text: string): string => {
  const tag = new RegExp(`</?(?:${tags})\\b[^>]*>`, 'gi');
  if (!tag.test(text)) return text.trim();
  return text
    .replaceAll(lineEnd, '\n')
    .replaceAll(tag, '')
    .replaceAll(/&([a-z]+|#39);/gi, (all, name: string) => entities[name.toLowerCase()] ?? all)
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
};
