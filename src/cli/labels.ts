import { selects } from '../analysis/selector.ts';
import { usage } from '../app/errors.ts';
import { labelsOf, type Resource } from '../core/resource.ts';

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const KEY = String.raw`[\w./-]+`;
const SET = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s+\(([^()]*)\)$`);
const EQUALS = new RegExp(String.raw`^(${KEY})\s*(==|=|!=)\s*([\w.-]*)$`);
const PRESENT = new RegExp(String.raw`^(!?)\s*(${KEY})$`);

const requirement = (term: string): Requirement | undefined => {
  const set = SET.exec(term);
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const equals = EQUALS.exec(term);
  if (equals) return { key: equals[1] ?? '', operator: equals[2] === '!=' ? 'NotIn' : 'In', values: [equals[3] ?? ''] };
  const present = PRESENT.exec(term);
  return present ? { key: present[2] ?? '', operator: present[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] } : undefined;
};

/** Terms are parted by commas that stand in no parentheses. */
const termsOf = (selector: string): readonly string[] => selector.split(/,(?![^(]*\))/).map((term) => term.trim());

/** What `-l` means: kubectl's label selectors. Throws a Failure for anything else. */
export const selectorOf = (selector: string): ((resource: Resource) => boolean) => {
  const matchExpressions = termsOf(selector).map((term) => {
    const found = requirement(term);
    if (!found)
      throw usage(`-l ${selector}: "${term}" is no label selector.`, "Write one such as 'app=checkout,tier in (web,api),!legacy'.");
    return found;
  });
  return (resource) => selects({ matchExpressions }, labelsOf(resource));
};
