import { describe, expect, it } from 'vitest';
import { sceneOf } from './scene.ts';
import { screenOf, type Screen } from './terminal.ts';

const many = (size = { columns: 100, rows: 30 }): { readonly screen: Screen; readonly opened: readonly string[] } => {
  const scene = sceneOf();
  const opened: string[] = [];
  const choices = Array.from({ length: 60 }, (_, i) => ({
    type: 'context' as const,
    name: `cluster-${String(i).padStart(2, '0')}`,
    detail: `https://192.0.2.${i}:6443`,
    ...(i === 40 ? { current: true } : {}),
  }));
  const ports: typeof scene.ports = {
    contexts: () => Promise.resolve(choices),
    writeFolder: () => Promise.reject(new Error('not part of this test')),
    connect(choice, signal) {
      opened.push(choice.name);
      return scene.ports.connect(choice, signal);
    },
  };
  return { screen: screenOf({ ...scene, ports }, size, {}, 'pick'), opened };
};

describe('the first screen', () => {
  it.each([
    { columns: 100, rows: 30 },
    { columns: 60, rows: 20 },
  ])('shows the window of many contexts around the cursor at %o', async (size) => {
    const { screen, opened } = many(size);
    await screen.shows('> cluster-40');
    screen.send('j'.repeat(5));
    await screen.shows('> cluster-45');
    screen.send('G');
    const last = await screen.shows('> demo');
    expect(last).toContain('  cluster-59');
    screen.send('g');
    const first = await screen.shows('> cluster-00');
    expect(first).toContain('  cluster-01');
    expect(first).not.toContain('demo  ');
    screen.send('jj');
    await screen.shows('> cluster-02');
    screen.send('\r');
    await screen.shows('cannot be reached');
    expect(opened).toEqual(['cluster-02']);
    screen.send('q');
    expect(await screen.exit).toBe(0);
  });

  it('opens nothing by a digit', async () => {
    const { screen, opened } = many();
    await screen.shows('> cluster-40');
    screen.send('3');
    await screen.shows('No cluster is open yet');
    expect(opened).toEqual([]);
    screen.send('q');
    await screen.exit;
  });
});

describe('the demo', () => {
  it('can be locked and opened again', async () => {
    const screen = screenOf(sceneOf(), { columns: 100, rows: 30 });
    await screen.shows('dry-run accepted');
    screen.send('!');
    await screen.shows(/READ/);
    screen.send('A');
    await screen.shows(/read-only/i);
    screen.send('!');
    await screen.shows('[WRITE]');
    screen.send('q');
    expect(await screen.exit).toBe(0);
  });
});
