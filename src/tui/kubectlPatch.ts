import type { PlannedChange } from '../app/plan.ts';
import { actionOf } from '../core/change.ts';
import { jsonPatch } from '../core/jsonPatch.ts';
import { groupOf } from '../core/resource.ts';
import { withoutServerFields } from '../core/diff.ts';
import { printable } from '../core/printable.ts';

/** A word of a shell command. */
const quoted = (text: string): string => (/^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The same change as a command for a shell; what it cannot do is protect it from a change in between, or take it back. */
export const kubectlPatch = ({ change }: PlannedChange): string => {
  const { ref, before, after } = change;
  const kind = [ref.kind.toLowerCase(), groupOf(ref.apiVersion)].filter(Boolean).join('.');
  const where = ref.namespace === undefined ? '' : ` -n ${quoted(printable(ref.namespace))}`;
  const name = quoted(printable(ref.name));
  switch (actionOf(change)) {
    case 'create':
      return `kubectl create -f - <<< ${quoted(JSON.stringify(after))}`;
    case 'delete':
      return `kubectl delete ${kind}${where} ${name}`;
    case 'edit':
      return `kubectl patch ${kind}${where} ${name} --type=json -p ${quoted(JSON.stringify(jsonPatch(before && withoutServerFields(before), after && withoutServerFields(after))))}`;
  }
};
