/** A day as a number whose digits read as the date: 20260131. */
export const dayNumber = (date: Date): number => date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();

/** The calendar day `days` before `day`. */
export const dayBefore = (day: number, days: number): number =>
  dayNumber(new Date(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, (day % 100) - days));

const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(year, month - 1, day);
  return date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
};

/** The first and last day that a word of a query stands for: a year, a month, a day, `today`, `yesterday`, `7d`. Null where it is none. */
export const dayRange = (word: string, today: number): readonly [number, number] | null => {
  const lower = word.toLowerCase();
  if (lower === 'today') return [today, today];
  if (lower === 'yesterday') return [dayBefore(today, 1), dayBefore(today, 1)];
  const last = /^(\d{1,5})d$/.exec(lower);
  if (last !== null) return [dayBefore(today, Math.max(0, Number(last[1]) - 1)), today];
  const date = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(lower);
  if (date === null) return null;
  const [year, month, day] = [
    Number(date[1]),
    date[2] === undefined ? null : Number(date[2]),
    date[3] === undefined ? null : Number(date[3]),
  ];
  if (month === null) return [year * 10_000, year * 10_000 + 1299];
  if (month < 1 || month > 12) return null;
  const base = year * 10_000 + month * 100;
  if (day === null) return [base, base + 99];
  return isDay(year, month, day) ? [base + day, base + day] : null;
};
