import type { Impact } from '../impact.ts';

/** What one kind of change adds to the whole. */
export type Part = Partial<Impact>;
