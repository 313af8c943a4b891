import type { Command } from '../command.ts';
import { settle, type Outside, type Used } from './outside.ts';

type Of<T extends Command['do']> = Extract<Command, { do: T }>;

export const previewIt = async ({ connection }: Used, outside: Outside, { finding, snapshot, answers }: Of<'preview'>): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'previewed', finding: finding.id, plan: await connection.plan(snapshot, [finding], answers) }),
    (trouble) => ({ type: 'previewed', finding: finding.id, trouble }),
  );
};

export const planIt = async ({ connection }: Used, outside: Outside, { chosen, snapshot, answers, leads }: Of<'plan'>): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'planned', plan: await connection.plan(snapshot, chosen, answers), leads }),
    (trouble) => ({ type: 'trouble', trouble }),
  );
};

export const planUndo = async (
  { connection }: Used,
  outside: Outside,
  { undoing, snapshot, leads }: Of<'plan-rollback'>,
): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'undo-planned', undoing, leads, plans: await connection.planUndo(undoing, snapshot) }),
    (trouble) => ({ type: 'undo-planned', undoing, leads, trouble }),
  );
};

export const readHistory = async ({ connection }: Used, outside: Outside): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'history', history: await connection.history() }),
    (trouble) => ({ type: 'trouble', trouble }),
  );
};

export const readPace = async ({ connection }: Used, outside: Outside): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => ({ type: 'paced', pace: await connection.pace() }),
    (trouble) => ({ type: 'trouble', trouble }),
  );
};
