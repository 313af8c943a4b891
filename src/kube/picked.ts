type Fields = Readonly<Record<string, unknown>>;

/** A new object with only these fields of another one, as far as it has them. */
export const picked = (from: Fields, names: readonly string[]): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
};
