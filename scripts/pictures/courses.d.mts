export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
}

export interface Step {
  readonly press: string;
  readonly shows: RegExp;
  readonly size?: readonly [number, number];
  readonly signal?: string;
  readonly picture?: Picture;
}

export interface Course {
  readonly args: readonly string[];
  /** What stands there only for a moment after the start. */
  readonly first?: { readonly at: RegExp; readonly picture: Picture };
  readonly steps: readonly Step[];
}

export const COURSES: readonly Course[];
