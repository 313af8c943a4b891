import { usage } from '../../app/errors.ts';
import type { Command } from '../command.ts';
import type { Ports } from '../ports.ts';
import { settle, type Outside, type Used } from './outside.ts';

/** Writes the patches for the source of what somebody else owns into a folder; nothing is sent that writes. */
export const exportIt = async (
  ports: Ports,
  { connection }: Used,
  outside: Outside,
  { findings, snapshot, answers, folder }: Extract<Command, { do: 'export' }>,
): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => {
      const { kustomizeFiles } = await import('../../report/sourceFiles.ts');
      const { files } = kustomizeFiles(await connection.plan(snapshot, findings, answers));
      if (files.length === 0) throw usage('There is nothing to export: the fix changes nothing, or a credential would stand in a file.');
      await ports.writeFolder(folder, files);
      return { type: 'saved', file: folder };
    },
    (trouble) => ({ type: 'trouble', trouble }),
  );
};
