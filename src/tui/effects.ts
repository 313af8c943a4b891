import type { Command } from './command.ts';
import type { Ports } from './ports.ts';
import { settle, type Outside, type Used } from './effects/outside.ts';
import { browseIt } from './effects/browsing.ts';
import { compareIt } from './effects/comparing.ts';
import { editIt } from './effects/editing.ts';
import { exportIt } from './effects/exporting.ts';
import { following } from './effects/following.ts';
import { inspectIt, profiling } from './effects/inspecting.ts';
import { planIt, planUndo, previewIt, readHistory, readPace } from './effects/planning.ts';
import { openIt, readContexts, scanIt, sortIt } from './effects/reading.ts';
import { rehearseIt } from './effects/rehearsing.ts';
import { remembering } from './effects/remembering.ts';
import { applyIt, newRunning, recoverIt, rollBackIt } from './effects/writing.ts';

export interface Effects {
  readonly run: (command: Command) => void;
  /** Ends all that only reads, waits for the write in flight and for what is being kept, and closes the connection. */
  readonly close: () => Promise<void>;
}

const setReadOnly = async ({ connection }: Used, outside: Outside, on: boolean): Promise<void> => {
  if (!connection) return;
  await settle(
    outside,
    async () => {
      await connection.setReadOnly(on);
      return { type: 'access', target: connection.info };
    },
    (trouble) => ({ type: 'trouble', trouble }),
  );
};

const save = (outside: Outside, file: string, text: string): Promise<void> =>
  settle(
    outside,
    async () => {
      await outside.save(file, text);
      return { type: 'saved', file };
    },
    (trouble) => ({ type: 'trouble', trouble }),
  );

/** The only place where commands become deeds. */
export const effectsOver = (ports: Ports, outside: Outside): Effects => {
  const used: Used = {
    connection: undefined,
    reading: new AbortController(),
    sorting: new AbortController(),
    comparing: new AbortController(),
    inspecting: new AbortController(),
  };
  const memory = remembering(outside);
  const profiles = profiling(outside);
  const follow = following(used, outside);
  let running = newRunning();
  let writing: Promise<void> | undefined;
  const perform = (command: Command): unknown => {
    switch (command.do) {
      case 'contexts':
        return readContexts(ports, outside);
      case 'open':
        follow.stop();
        return openIt(ports, used, outside, command);
      case 'scan':
        return scanIt(used, outside);
      case 'follow':
        return follow.follow(command.snapshot);
      case 'cancel':
        used.inspecting.abort();
        return used.reading.abort();
      case 'sort':
        return sortIt(used, outside, command);
      case 'preview':
        return previewIt(used, outside, command);
      case 'compare':
        return compareIt(used, outside, command);
      case 'plan':
        return planIt(used, outside, command);
      case 'plan-rollback':
        return planUndo(used, outside, command);
      case 'inspect':
        return inspectIt(used, outside, command);
      case 'profile':
        return profiles.put(command);
      case 'stop-inspecting':
        return used.inspecting.abort();
      case 'history':
        return readHistory(used, outside);
      case 'pace':
        return readPace(used, outside);
      case 'apply':
        return (writing = follow.without(() => applyIt(used, outside, command, (running = newRunning()))));
      case 'rollback':
        return (writing = follow.without(() => rollBackIt(used, outside, command, (running = newRunning()))));
      case 'rehearse':
        return (writing = follow.without(() => rehearseIt(used, outside, command, (running = newRunning()))));
      case 'recover':
        return (writing = follow.without(() => recoverIt(used, outside)));
      case 'stop':
        return running.stop.abort();
      case 'leave':
        return running.leave.abort();
      case 'guard':
        return running.say(command.says);
      case 'remember':
        return used.connection && memory.put({ connection: used.connection, memory: command });
      case 'read-only':
        return setReadOnly(used, outside, command.on).then(follow.again);
      case 'copy':
        return outside.copy(command.text);
      case 'browse':
        return browseIt(outside, command.url);
      case 'edit':
        return editIt(used, outside, command);
      case 'save':
        return save(outside, command.file, command.text);
      case 'export':
        return exportIt(ports, used, outside, command);
      case 'mouse':
        return outside.mouse(command.set);
      case 'suspend':
        return outside.suspend();
      case 'quit':
        return outside.quit(command.code);
    }
  };
  return {
    run: (command) => void Promise.resolve(perform(command)).catch(outside.crash),
    async close() {
      used.reading.abort();
      used.sorting.abort();
      used.comparing.abort();
      used.inspecting.abort();
      follow.stop();
      running.stop.abort();
      running.leave.abort();
      await writing;
      await memory.idle();
      await used.connection?.close();
    },
  };
};
