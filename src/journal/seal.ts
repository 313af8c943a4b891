import { createHash } from 'node:crypto';
import { isRecord } from '../core/resource.ts';

/** JSON with sorted fields and no spaces. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonical(item ?? null)).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
    .join(',')}}`;
};

const digest = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Equal for equal JSON values, whatever the order of their fields. */
export const digestOf = (value: unknown): string => digest(canonical(value));

/** One line of JSON: `{"checksum": <SHA-256 of the canonical body>, "body": …, "schema": n}`. */
export const seal = (schema: number, body: unknown): string => {
  const text = canonical(body);
  return `{"schema":${schema},"checksum":"${digest(text)}","body":${text}}\n`;
};

/** What a sealed file holds. `newer`: a later kubeharden wrote it, so nothing is known of its form; it is no reason to move it. */
export type Opened =
  | { readonly state: 'sound'; readonly body: unknown }
  | { readonly state: 'newer'; readonly schema: number }
  | { readonly state: 'corrupt'; readonly reason: string };

const opened = (text: string, known: number): Opened => {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file)) return { state: 'corrupt', reason: 'it is no record' };
  const { schema, checksum, body } = file;
  if (typeof schema !== 'number' || typeof checksum !== 'string')
    return { state: 'corrupt', reason: 'it has no schema version or no checksum' };
  if (schema > known) return { state: 'newer', schema };
  if (body === undefined || digestOf(body) !== checksum)
    return { state: 'corrupt', reason: 'its checksum does not fit: it was changed after kubeharden wrote it' };
  return schema === known
    ? { state: 'sound', body }
    : { state: 'corrupt', reason: `its schema version is ${schema}, which no kubeharden wrote` };
};

export const unseal = (text: string, known: number): Opened => {
  if (text === '') return { state: 'corrupt', reason: 'it is empty' };
  try {
    return opened(text, known);
  } catch (error) {
    // RangeError: nested deeper than anything that kubeharden writes.
    if (error instanceof SyntaxError || error instanceof RangeError)
      return { state: 'corrupt', reason: 'it is no JSON that kubeharden wrote: cut off, or edited' };
    throw error;
  }
};
