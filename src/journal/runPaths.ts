import { join } from 'node:path';
import type { Run, Step } from '../app/run.ts';

/** A run without its steps, and how many it has. */
export type Header = Omit<Run, 'steps'> & { readonly steps: number };

/** A step that knows its place, so that no other one can stand there in silence. `number` counts from 1. */
export interface NumberedStep {
  readonly run: string;
  readonly number: number;
  readonly step: Step;
}

/** `<id>.json`: the header. */
export const headerOf = (place: string, id: string): string => join(place, `${id}.json`);

export const stepsOf = (place: string, id: string): string => join(place, id, 'steps');

/** `<id>/steps/0001.json`: the first step. */
export const stepOf = (place: string, id: string, number: number): string =>
  join(stepsOf(place, id), `${String(number).padStart(4, '0')}.json`);
