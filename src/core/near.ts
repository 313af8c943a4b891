/** How many letters have to be put in, taken out or replaced. */
export const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries())
    row = row.reduce<number[]>(
      (next, above, j) => [
        ...next,
        j === 0 ? i + 1 : Math.min(above + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)),
      ],
      [],
    );
  return row.at(-1) ?? a.length;
};

/** The known words that someone may have meant, the nearest first. */
export const near = (word: string, known: readonly string[]): readonly string[] =>
  known
    .map((candidate) => ({ candidate, off: candidate.includes(word) ? 1 : distance(word, candidate) }))
    .filter(({ candidate, off }) => off <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
