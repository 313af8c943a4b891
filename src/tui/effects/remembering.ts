import type { Decision } from '../../app/journal.ts';
import type { Finding } from '../../core/finding.ts';
import type { Command } from '../command.ts';
import type { Connection } from '../ports.ts';
import { digestOf } from '../sorting.ts';
import { latest } from './latest.ts';
import { settle, type Outside } from './outside.ts';

type Remember = Extract<Command, { do: 'remember' }>;

/** Digests are costly and hold as long as the findings of one scan and the answers do. */
const digester = (): ((finding: Finding, memory: Remember) => string) => {
  let [of, answers] = [{} as unknown, {} as unknown];
  let known = new Map<string, string>();
  return (finding, memory) => {
    if (of !== memory.snapshot || answers !== memory.answers) [of, answers, known] = [memory.snapshot, memory.answers, new Map()];
    let digest = known.get(finding.id);
    if (digest === undefined) known.set(finding.id, (digest = digestOf(finding, memory.snapshot, memory.catalogue, memory.answers)));
    return digest;
  };
};

/** Keeps what was decided, with a digest of what it was decided on: once the change is another, it is asked again. */
export const remembering = (outside: Outside) => {
  const digest = digester();
  return latest<{ readonly connection: Connection; readonly memory: Remember }>(({ connection, memory }) =>
    settle(
      outside,
      async () => {
        const decisions = memory.findings.flatMap((finding): readonly Decision[] => {
          const choice = memory.decisions.get(finding.id);
          return choice === undefined || choice === 'ignore' ? [] : [{ finding: finding.id, choice, of: digest(finding, memory) }];
        });
        await connection.remember({ ignored: memory.ignored, decisions });
        return undefined;
      },
      (trouble) => ({ type: 'trouble', trouble }),
    ),
  );
};
