import { refOf } from '../../src/core/resource.ts';
import { openMemory } from '../../src/memory/target.ts';
import { describeTarget, type Open } from './target.ts';

const open: Open = (objects, options = {}) => {
  const target = openMemory({ entries: objects, fieldManager: 'kubeharden', ...options });
  const outside = {
    edit: (resource: (typeof objects)[number], change: (live: typeof resource) => typeof resource) =>
      Promise.resolve(target.outside.edit(refOf(resource), change)),
    create: (resource: (typeof objects)[number]) => Promise.resolve(target.outside.create(resource)),
    remove: (resource: (typeof objects)[number]) => Promise.resolve(target.outside.remove(refOf(resource))),
  };
  return Promise.resolve({ target, outside, close: () => target.close() });
};

describeTarget('memory', open, {
  hasIdentity: true,
  goesOnBeside: true,
  hasRollouts: true,
  hasFieldOwners: true,
  holdsMalformed: true,
  isWatched: true,
});
