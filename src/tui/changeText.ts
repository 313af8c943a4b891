import { parseDocument, stringify } from 'yaml';
import { holdsCredentials } from '../analysis/redacted.ts';
import { COUNTERS, withoutServerFields } from '../core/diff.ts';
import type { Proposed } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { annotationsOf, describeRef, isRecord, type Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { usage } from '../app/errors.ts';
import type { PlannedChange } from '../app/plan.ts';

/** What a person edits: the object as it would be stored, without what the server keeps for itself. Throws a Failure. */
export const editable = ({ change, preview }: PlannedChange): string => {
  const after = preview?.after;
  const name = describeRef(change.ref);
  if (!after) throw usage(`${name}: there is nothing to edit: it would be deleted, or the server was not asked.`);
  if (change.ref.source) throw usage(`${name} stands in ${change.ref.source.file}: edit that file itself.`);
  if (holdsCredentials(after)) throw usage(`${name} holds credentials, which are never handed to an editor.`);
  return stringify(withoutServerFields(after), { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
};

const IDENTITY = ['apiVersion', 'kind'] as const;

const parsed = (text: string, ref: PlannedChange['change']['ref']): Resource => {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw usage(`That is not YAML: ${error.message.split('\n')[0] ?? ''}`);
  const object: unknown = document.toJS();
  if (!isRecord(object) || !isRecord(object['metadata'])) throw usage('That is no Kubernetes object: it has no metadata.');
  const { name, namespace } = object['metadata'];
  if (IDENTITY.some((field) => object[field] !== ref[field]) || name !== ref.name || namespace !== ref.namespace)
    throw usage(`That is another object: apiVersion, kind, name and namespace must stay those of ${describeRef(ref)}.`);
  return object as unknown as Resource;
};

/** What the server and the controllers keep for themselves is as it was before. */
const withServerFields = (object: Resource, before: Resource | undefined): Resource => {
  if (!before) return object;
  const kept = withoutServerFields(before).metadata;
  const own = Object.entries(before.metadata).filter(([name]) => name !== 'annotations' && !(name in kept));
  const counters = Object.entries(annotationsOf(before)).filter(([name]) => COUNTERS.has(name));
  const all = { ...annotationsOf(object), ...Object.fromEntries(counters) };
  const annotations = counters.length === 0 ? {} : { annotations: all };
  const status = before['status'] === undefined ? {} : { status: before['status'] };
  const metadata = { ...object.metadata, ...Object.fromEntries(own), ...annotations } as Resource['metadata'];
  return { ...object, metadata, ...status };
};

/** The change that the edited text makes, and which of its findings it still closes. Throws a Failure that names what is wrong. */
export const edited = (planned: PlannedChange, text: string, snapshot: Snapshot, catalogue: Catalogue): Proposed => {
  const { ref } = planned.change;
  const before = planned.preview?.before;
  const after = withServerFields(parsed(text, ref), before);
  const then = snapshot.with([{ ref, resource: after }]);
  const isClosed = ({ remediation, ref: of }: Proposed['findings'][number]): boolean => {
    const at = then.get(of);
    return at === undefined || (catalogue.find(({ id }) => id === remediation)?.find(at, then).length ?? 0) === 0;
  };
  return { change: { ref, ...(before ? { before } : {}), after }, findings: planned.findings.filter(isClosed) };
};
