import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { usage } from '../app/errors.ts';
import { reasonOf } from '../app/ioReason.ts';
import { printable } from '../core/printable.ts';

/** The text of a file that a person named; `-` is the standard input. Throws a Failure that says `how` to get such a file where it cannot be read. */
const textOf = async (named: string, file: string, how: string): Promise<string> => {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw usage(`${named} ${printable(file)} cannot be read: ${reasonOf(error)}.`, how);
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What stands in a file as JSON: one value, or several behind each other, line by line, as a list; undefined for what is no JSON. */
export const readJson = async (named: string, file: string, how: string): Promise<unknown> => {
  const text = (await textOf(named, file, how)).replace(/^\ufeff/, '');
  const whole = parsed(text);
  if (whole !== undefined) return whole;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
};
