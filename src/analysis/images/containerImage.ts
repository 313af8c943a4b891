import { text } from '../../core/resource.ts';
import type { Container } from '../../core/workload.ts';
import { parseImage, type Parsed } from './reference.ts';

export type ContainerImage = { readonly written: string } & Parsed;

const read = (image: unknown): ContainerImage => {
  const written = text(image);
  return written === undefined ? { written: JSON.stringify(image), wrong: 'it is no text' } : { written, ...parseImage(written) };
};

/** Several checks ask for it, and their doubts. */
const known = new WeakMap<Container, ContainerImage>();

/** The image that a container names; undefined where it leaves that to others, as a template may. */
export const containerImage = (container: Container): ContainerImage | undefined => {
  const image = container['image'] ?? undefined;
  if (image === undefined) return undefined;
  let found = known.get(container);
  if (!found) known.set(container, (found = read(image)));
  return found;
};
