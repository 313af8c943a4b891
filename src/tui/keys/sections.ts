import type { Binding } from '../binding.ts';
import type { Screen } from '../state.ts';
import { DRIFT } from './drift.ts';
import { EVERYWHERE } from './everywhere.ts';
import { FINDINGS } from './findings.ts';
import { FIRST_RUN } from './firstRun.ts';
import { HISTORY } from './history.ts';
import { INSPECT } from './inspect.ts';
import { REVIEW } from './review.ts';
import { DECIDING, WAVE_END } from './session.ts';
import { SUMMARY } from './summary.ts';

/** The screens whose keys a person can choose. What confirms, and what is pressed while a run is under way, is not among them. */
export const SECTIONS = {
  everywhere: [EVERYWHERE],
  'first-run': [FIRST_RUN],
  session: [DECIDING, WAVE_END],
  findings: [FINDINGS],
  inspect: [INSPECT],
  review: [REVIEW],
  summary: [SUMMARY],
  history: [HISTORY],
  drift: [DRIFT],
} as const satisfies Partial<Record<Screen['at'] | 'everywhere', readonly (readonly Binding[])[]>>;

export type Section = keyof typeof SECTIONS;
export const SECTION_NAMES = Object.keys(SECTIONS) as readonly Section[];
