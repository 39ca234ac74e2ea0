/** 1 at every one of these numbers: a set of row numbers that is asked a hundred thousand times. */
export const marked = (numbers: Iterable<number>): Uint8Array => {
  let marks = new Uint8Array(1024);
  for (const number of numbers) {
    if (number >= marks.length) {
      const longer = new Uint8Array(Math.max(number + 1, marks.length * 2));
      longer.set(marks);
      marks = longer;
    }
    marks[number] = 1;
  }
  return marks;
};
