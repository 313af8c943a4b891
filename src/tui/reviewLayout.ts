import type { PlannedChange } from '../app/plan.ts';
import { split } from './layout.ts';
import { viewedDiff, type DiffRows } from './parts/diffRows.ts';
import { hasTwoPanes, type Review, type Size } from './state.ts';

const isBeside = (size: Size, { view }: Review): boolean => hasTwoPanes(size) && view.layout === 'beside';

/** The impact has a pane of its own, unless the width is needed for the difference. */
export const hasImpactPane = (size: Size, screen: Review): boolean => hasTwoPanes(size) && !isBeside(size, screen);

/** Columns inside the pane of the difference. */
const diffWidth = (size: Size, screen: Review): number => (hasImpactPane(size, screen) ? split(size, 0.6).left : size.columns) - 4;

export const shownDiff = (size: Size, screen: Review, change: PlannedChange): DiffRows =>
  viewedDiff(change, { ...screen.view, layout: isBeside(size, screen) ? 'beside' : 'unified' }, diffWidth(size, screen));
