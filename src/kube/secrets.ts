import { field, isRecord, items } from '../core/resource.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Secrets are always asked for as a table: its rows hold the metadata and the type, so that their data never leaves the
 * server. (PartialObjectMetadata has no type.)
 */
export const SECRET = 'application/json;as=Table;g=meta.k8s.io;v=v1';

/** A copy of the data that `kubectl apply` leaves in the metadata. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const withoutCopy = (metadata: Fields): Fields => {
  const { annotations } = metadata;
  if (!isRecord(annotations) || !(LAST_APPLIED in annotations)) return metadata;
  const { [LAST_APPLIED]: _copy, ...rest } = annotations;
  return { ...metadata, annotations: rest };
};

/** The Secrets of a table: metadata and type only. */
export const secretsIn = (table: unknown): readonly Fields[] => {
  const column = items(field(table, 'columnDefinitions')).findIndex((definition) => definition['name'] === 'Type');
  return items(field(table, 'rows')).flatMap((row) => {
    const [metadata, cells] = [field(row, 'object', 'metadata'), row['cells']];
    const type: unknown = Array.isArray(cells) ? cells[column] : undefined;
    if (!isRecord(metadata)) return [];
    return [{ apiVersion: 'v1', kind: 'Secret', metadata: withoutCopy(metadata), ...(typeof type === 'string' ? { type } : {}) }];
  });
};
