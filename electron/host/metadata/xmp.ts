import { SaxesParser } from 'saxes';

/** Namespaces of XMP by the prefix that they are written with. Ours is a URN, since it is a name and no address. */
export const namespaces = {
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  tincture: 'urn:tincture:xmp:1#',
} as const;
const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** `alt` is a text in one unnamed language, `seq` a list of one, as the property's schema wants it (XMP specification, part 1, 8.2). */
export type XmpProperty = Readonly<{ space: keyof typeof namespaces; name: string; kind: 'text' | 'alt' | 'seq'; value: string }>;

/** What XML 1.0 cannot hold at all: controls, halves of surrogate pairs, U+FFFE and U+FFFF. */
const unspeakable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const escape = (text: string): string =>
  text.replace(unspeakable, '\ufffd').replace(/[&<>\r]/g, (character) => escapes[character] ?? character);

/** JSON that XML carries without loss: what XML cannot hold, or would need an entity for, is escaped in the JSON itself. */
export const toXmlSafeJson = (json: string): string =>
  json.replace(/[&<>\ufffe\uffff]|\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const valueOf = ({ kind, value }: XmpProperty): string => {
  switch (kind) {
    case 'text':
      return escape(value);
    case 'alt':
      return `<rdf:Alt><rdf:li xml:lang="x-default">${escape(value)}</rdf:li></rdf:Alt>`;
    case 'seq':
      return `<rdf:Seq><rdf:li>${escape(value)}</rdf:li></rdf:Seq>`;
  }
};

/** A packet as XMP's part 1 has it; the wrapper tells a scanner that it may not be edited in place. */
export const toPacket = (properties: readonly XmpProperty[]): string => {
  const spaces = [...new Set(properties.map(({ space }) => space))].map((space) => ` xmlns:${space}="${namespaces[space]}"`).join('');
  const lines = properties.map((property) => {
    const tag = `${property.space}:${property.name}`;
    return `<${tag}>${valueOf(property)}</${tag}>`;
  });
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdf}"><rdf:Description rdf:about=""${spaces}>`,
    ...lines,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
};

/** The properties of a packet by namespace and name (`http://purl.org/dc/elements/1.1/description`); of a list the first item. Throws on what is no XML. */
export const readPacket = (packet: string): Map<string, string> => {
  const found = new Map<string, string>();
  const parser = new SaxesParser({ xmlns: true });
  const path: { uri: string; local: string }[] = [];
  let text = '';
  /** The property that is being read: the element right below `rdf:Description`. */
  let property: string | null = null;
  const isDescription = (tag: { uri: string; local: string } | undefined): boolean => tag?.uri === rdf && tag.local === 'Description';
  const keep = (): void => {
    if (property !== null && !found.has(property) && text.trim() !== '') found.set(property, text);
    text = '';
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (property === null && isDescription(path.at(-1))) property = `${uri}${local}`;
    // what stands between the tags of a list is layout
    text = '';
    if (property === null && isDescription({ uri, local }))
      for (const attribute of Object.values(attributes))
        if (attribute.uri !== rdf && attribute.prefix !== 'xmlns') found.set(`${attribute.uri}${attribute.local}`, attribute.value);
    path.push({ uri, local });
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('closetag', () => {
    path.pop();
    keep();
    if (isDescription(path.at(-1))) property = null;
  });
  parser.write(packet.replace(/\0+$/, '')).close();
  return found;
};
