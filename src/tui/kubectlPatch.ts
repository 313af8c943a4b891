import { holdsCredentials, tells } from '../analysis/redacted.ts';
import type { PlannedChange } from '../app/plan.ts';
import { actionOf } from '../core/change.ts';
import { jsonPatch } from '../core/jsonPatch.ts';
import { groupOf, type Resource } from '../core/resource.ts';
import { withoutServerFields } from '../core/diff.ts';
import { printable } from '../core/printable.ts';
import { shellWord } from '../core/shellWord.ts';

/** As one word, with what cannot be printed escaped, so that the value stays what it is. */
const jsonWord = (value: unknown): string =>
  shellWord(
    JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) =>
      /[\ud800-\udfff]/.test(unit) || printable(unit) === unit ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );

const HOLDS = '# no command: a credential would stand in it';

const patchCommand = (object: string, before: Resource | undefined, after: Resource | undefined): string => {
  const operations = jsonPatch(before && withoutServerFields(before), after && withoutServerFields(after));
  return tells('', operations) ? HOLDS : `kubectl patch ${object} --type=json -p ${jsonWord(operations)}`;
};

/** The same change as a command for a shell; what it cannot do is protect it from a change in between, or take it back. */
export const kubectlPatch = ({ change }: PlannedChange): string => {
  const { ref, before, after } = change;
  const kind = [ref.kind.toLowerCase(), groupOf(ref.apiVersion)].filter(Boolean).join('.');
  const where = ref.namespace === undefined ? '' : ` -n ${shellWord(ref.namespace)}`;
  const name = shellWord(ref.name);
  switch (actionOf(change)) {
    case 'create':
      return after && holdsCredentials(after) ? HOLDS : `printf %s ${jsonWord(after)} | kubectl create -f -`;
    case 'delete':
      return `kubectl delete ${kind}${where} ${name}`;
    case 'edit':
      return patchCommand(`${kind}${where} ${name}`, before, after);
  }
};
