import { hasTwoPanes, type Size } from './state.ts';

/** Rows between the two header lines and the footer. */
export const bodyHeight = ({ rows }: Size): number => rows - 3;

/** Rows inside a pane that fills the body. */
export const paneHeight = (size: Size): number => bodyHeight(size) - 2;

/** What of the width the list has where a detail stands beside it. */
export const FINDINGS_SHARE = 0.6;
export const HISTORY_SHARE = 0.54;

/** Widths of the list and of the detail beside it; on a narrow screen each has the whole width. */
export const split = (size: Size, share = 0.57): { readonly left: number; readonly right: number } => {
  if (!hasTwoPanes(size)) return { left: size.columns, right: size.columns };
  const left = Math.round(size.columns * share);
  return { left, right: size.columns - left };
};
