/**
 * A difference hash: 64 bits, one for each pair of neighbours in a 9×8 grey picture, set where it gets brighter from left to right
 * (Krawetz 2013, “Kind of Like That”). As hexadecimal digits. Pictures that differ in size, format or compression have the same one.
 */
export const fingerprint = async (file: Buffer): Promise<string> => {
  const { default: sharp } = await import('sharp');
  const grey = await sharp(file).autoOrient().flatten({ background: 'white' }).greyscale().resize(9, 8, { fit: 'fill' }).raw().toBuffer();
  let bits = 0n;
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      const at = row * 9 + column;
      bits = (bits << 1n) | ((grey[at + 1] ?? 0) > (grey[at] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
};
