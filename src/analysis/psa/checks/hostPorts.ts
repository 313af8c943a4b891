import type { Check, Judge } from '../check.ts';
import { containersWhere, objects } from '../judgedPod.ts';
import { containersSaid, plural, sorted } from '../words.ts';

const INT32 = 2 ** 31;

/** 0 is no host port; what is no 32-bit integer is not decoded. */
const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && value !== 0 && Number(value) >= -INT32 && Number(value) < INT32;

const judge: Judge = (pod) => {
  const ports = new Set<string>();
  const names = containersWhere(pod, (container) => {
    const taken = objects(container['ports'])
      .map((port) => port['hostPort'])
      .filter(isPort);
    for (const port of taken) ports.add(String(port));
    return taken.length > 0;
  });
  if (names.length === 0) return undefined;
  const [uses, hostPorts] = [plural('uses', 'use', names.length), plural('hostPort', 'hostPorts', ports.size)];
  return { reason: 'hostPort', detail: `${containersSaid(names)} ${uses} ${hostPorts} ${sorted(ports).join(', ')}` };
};

export const hostPorts: Check = { id: 'hostPorts', level: 'baseline', revisions: [{ since: 0, judge }] };
