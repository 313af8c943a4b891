import type { Decision } from '../../app/journal.ts';
import type { Finding } from '../../core/finding.ts';
import type { Command } from '../command.ts';
import type { Connection } from '../ports.ts';
import { digestOf } from '../sorting.ts';
import { latest } from './latest.ts';
import { settle, type Outside } from './outside.ts';

type Remember = Extract<Command, { do: 'remember' }>;

const indices = new WeakMap<readonly Finding[], ReadonlyMap<string, Finding>>();

const byId = (findings: readonly Finding[]): ReadonlyMap<string, Finding> => {
  const known = indices.get(findings) ?? new Map(findings.map((finding) => [finding.id, finding]));
  indices.set(findings, known);
  return known;
};

/** Digests are costly and hold as long as the findings of one scan and the answers do. */
const digester = (): ((finding: Finding, memory: Remember) => string) => {
  let of: Pick<Remember, 'snapshot' | 'answers'> | undefined;
  let known = new Map<string, string>();
  return (finding, { snapshot, answers, catalogue }) => {
    if (of?.snapshot !== snapshot || of.answers !== answers) {
      of = { snapshot, answers };
      known = new Map<string, string>();
    }
    const digest = known.get(finding.id) ?? digestOf(finding, snapshot, catalogue, answers);
    known.set(finding.id, digest);
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
        const decisions = [...memory.decisions].flatMap(([id, choice]): readonly Decision[] => {
          const finding = byId(memory.findings).get(id);
          if (choice === 'ignore' || !finding) return [];
          const [answers, override] = [memory.answers[id], memory.overrides.get(id)];
          return [{ finding: id, choice, of: digest(finding, memory), ...(answers ? { answers } : {}), ...(override ? { override } : {}) }];
        });
        await connection.remember({ ignored: memory.ignored, decisions });
        return undefined;
      },
      (trouble) => ({ type: 'trouble', trouble }),
    ),
  );
};
