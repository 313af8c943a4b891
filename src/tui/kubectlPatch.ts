import { holdsCredentials, tells } from '../analysis/redacted.ts';
import type { PlannedChange } from '../app/plan.ts';
import { actionOf } from '../core/change.ts';
import { jsonPatch } from '../core/jsonPatch.ts';
import { groupOf, type Resource } from '../core/resource.ts';
import { withoutServerFields } from '../core/diff.ts';
import { printable } from '../core/printable.ts';

/** A word of a shell command. */
const quoted = (text: string): string => (/^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const HOLDS = '# no command: a credential would stand in it';

const patchCommand = (object: string, before: Resource | undefined, after: Resource | undefined): string => {
  const operations = jsonPatch(before && withoutServerFields(before), after && withoutServerFields(after));
  return tells('', operations) ? HOLDS : `kubectl patch ${object} --type=json -p ${quoted(JSON.stringify(operations))}`;
};

/** The same change as a command for a shell; what it cannot do is protect it from a change in between, or take it back. */
export const kubectlPatch = ({ change }: PlannedChange): string => {
  const { ref, before, after } = change;
  const kind = [ref.kind.toLowerCase(), groupOf(ref.apiVersion)].filter(Boolean).join('.');
  const where = ref.namespace === undefined ? '' : ` -n ${quoted(printable(ref.namespace))}`;
  const name = quoted(printable(ref.name));
  switch (actionOf(change)) {
    case 'create':
      return after && holdsCredentials(after) ? HOLDS : `kubectl create -f - <<< ${quoted(JSON.stringify(after))}`;
    case 'delete':
      return `kubectl delete ${kind}${where} ${name}`;
    case 'edit':
      return patchCommand(`${kind}${where} ${name}`, before, after);
  }
};
