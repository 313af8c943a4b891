import { createHash } from 'node:crypto';
import { isRecord, text } from '../core/resource.ts';

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
  | { readonly state: 'sound'; readonly body: unknown; readonly schema: number }
  /** `by`: its version, where it says so. */
  | { readonly state: 'newer'; readonly schema: number; readonly by?: string }
  | { readonly state: 'corrupt'; readonly reason: string };

const opened = (json: string, known: number): Opened => {
  const file: unknown = JSON.parse(json);
  if (!isRecord(file)) return { state: 'corrupt', reason: 'it is no record' };
  const { schema, checksum, body } = file;
  if (typeof schema !== 'number' || typeof checksum !== 'string')
    return { state: 'corrupt', reason: 'it has no schema version or no checksum' };
  if (schema > known) {
    const by = isRecord(body) ? text(body['version']) : undefined;
    return { state: 'newer', schema, ...(by === undefined ? {} : { by }) };
  }
  if (body === undefined || digestOf(body) !== checksum)
    return { state: 'corrupt', reason: 'its checksum does not fit: it was changed after kubeharden wrote it' };
  return Number.isInteger(schema) && schema >= 1
    ? { state: 'sound', body, schema }
    : { state: 'corrupt', reason: `its schema version is ${schema}, which no kubeharden wrote` };
};

/** Older schemas than `known` are sound: their bodies are migrated. */
export const unseal = (json: string, known: number): Opened => {
  if (json === '') return { state: 'corrupt', reason: 'it is empty' };
  try {
    return opened(json, known);
  } catch (error) {
    // RangeError: nested deeper than anything that kubeharden writes.
    if (error instanceof SyntaxError || error instanceof RangeError)
      return { state: 'corrupt', reason: 'it is no JSON that kubeharden wrote: cut off, or edited' };
    throw error;
  }
};
