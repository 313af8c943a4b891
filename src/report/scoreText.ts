import type { ScanResult } from '../core/finding.ts';

/** The score as people read it; `none` where nothing was judged. */
export const scoreText = (score: ScanResult['score']): string => (score === undefined ? 'none' : String(score));

/** How it changed, if it did. */
export const scoresText = (before: ScanResult['score'], after: ScanResult['score']): string =>
  before === after ? `score ${scoreText(after)} as before` : `score ${scoreText(before)} -> ${scoreText(after)}`;
