import { field } from '../../core/resource.ts';

export type Sort = 'requests' | 'limits';
export const SORTS: readonly Sort[] = ['requests', 'limits'];
export type Measure = 'cpu' | 'memory';
export const MEASURES: readonly Measure[] = ['cpu', 'memory'];

/** For sentences. */
export const MEASURE_NAMES: Readonly<Record<Measure, string>> = { cpu: 'CPU', memory: 'memory' };

/** What a container, or a pod as a whole (v1.34), writes of its resources; undefined for null too. */
export const written = (of: unknown, sort: Sort, measure: Measure): unknown => field(of, 'resources', sort, measure) ?? undefined;
