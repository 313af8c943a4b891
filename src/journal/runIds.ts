const FORM = /^(\d{4}-\d{2}-\d{2})-([1-9]\d*)$/;

export const isRunId = (id: string): boolean => FORM.test(id);

/** By day and number within it, newest first. */
export const newestFirst = (a: string, b: string): number => {
  const [, dayA = '', numberA] = FORM.exec(a) ?? [];
  const [, dayB = '', numberB] = FORM.exec(b) ?? [];
  return dayA === dayB ? Number(numberB) - Number(numberA) : dayA < dayB ? 1 : -1;
};

/** `2026-11-21-4` where the 3 is the highest of that day (UTC). */
export const nextAfter = (ids: readonly string[], now: Date): string => {
  const day = now.toISOString().slice(0, 10);
  const numbers = ids.flatMap((id) => {
    const [, on, number] = FORM.exec(id) ?? [];
    return on === day ? [Number(number)] : [];
  });
  return `${day}-${Math.max(0, ...numbers) + 1}`;
};
