/** A value as HTTP carries it, in UTF-8 as kubectl sends it; undefined where it holds a line break or another control character, which no header can. */
export const headerValue = (value: string): string | undefined =>
  /[\0-\u0008\n-\u001f\u007f]/.test(value) ? undefined : Buffer.from(value, 'utf8').toString('latin1');
