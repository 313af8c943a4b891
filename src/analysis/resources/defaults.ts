import { field, isRecord, items, type Kind } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Measure, Sort } from './measure.ts';
import { amountOf } from './quantity.ts';

export const LIMIT_RANGE: Kind = 'LimitRange';

/** Fields of a LimitRange's item from which the API server takes a default, the first that says something. */
const TAKEN: Readonly<Record<Sort, readonly string[]>> = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'max', 'min'],
};

/** What containers of a namespace get that say nothing themselves, in processors or bytes: from its LimitRanges. */
export const defaultIn = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): number | undefined => {
  const forContainers = snapshot
    .list(LIMIT_RANGE, namespace)
    .flatMap((range) => items(field(range, 'spec', 'limits')))
    .filter((item) => item['type'] === 'Container');
  for (const item of forContainers)
    for (const name of TAKEN[sort]) {
      const amount = amountOf(isRecord(item[name]) ? item[name][measure] : undefined);
      if (amount !== undefined) return amount;
    }
  return undefined;
};
