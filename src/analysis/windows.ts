import { field } from '../core/resource.ts';
import type { PodSpec } from '../core/workload.ts';

/** Whether the API server knows that these pods run on Windows, and then refuses what only Linux has. */
export const isWindowsPod = (spec: PodSpec): boolean => field(spec, 'os', 'name') === 'windows';
