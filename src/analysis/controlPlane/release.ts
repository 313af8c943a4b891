import { text } from '../../core/resource.ts';

/** The minor of a version of Kubernetes 1: 24 of `v1.24.1`, `1.24`, `v1.24.1-gke.300`; undefined for any other text. */
export const minorOf = (version: unknown): number | undefined => {
  const minor = /^v?1\.(0|[1-9]\d*)(?:\.|$|\+|-)/.exec(text(version) ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
};

/** The minor that the tag of an image names; undefined without a tag, or for one of another kind. */
export const minorOfImage = (image: unknown): number | undefined => {
  const name = (text(image) ?? '').split('@')[0] ?? '';
  return minorOf(/:([^/:]+)$/.exec(name)?.[1]);
};
