import { printable } from '../core/printable.ts';
import type { Ref, Source } from '../core/resource.ts';

/** How every report names an object. */
export interface NamedObject {
  readonly resource: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly source?: Source;
}

export const named = ({ apiVersion, kind, namespace, name, source }: Ref): NamedObject => ({
  resource: { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name },
  ...(source ? { source } : {}),
});

/** `Deployment/checkout`. */
export const shortName = ({ kind, name }: Pick<Ref, 'kind' | 'name'>): string => printable(`${kind}/${name}`);

/** `shop.yaml#2`: the file and the document, counted from 0. */
export const placeOf = (source: Source | undefined): string =>
  source ? printable(`${source.file}#${source.document}${source.item === undefined ? '' : `.${source.item}`}`) : '';
