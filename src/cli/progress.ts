import type { OnRunEvent } from '../app/events.ts';
import type { StepState } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import type { Colour, Terminal } from './terminal.ts';

const TOLD: Partial<Readonly<Record<StepState, Colour>>> = {
  applied: 'green',
  'not-applied': 'red',
  unknown: 'red',
  degraded: 'red',
  'rolled-back': 'yellow',
  'rollback-conflict': 'red',
};

/** Tells what a run does while it does it, one line at a time. */
export const progressOn = ({ err, paint }: Terminal, place: string): OnRunEvent => {
  const states = new Map<number, StepState>();
  return (event) => {
    switch (event.type) {
      case 'started':
        return err(`${event.run.does} ${event.run.id}: ${event.run.steps.length} objects, recorded in ${place}`);
      case 'step': {
        const { state, ref } = event.step;
        const colour = TOLD[state];
        if (colour !== undefined && states.get(event.index) !== state) err(`  ${paint(colour, state)} ${printable(describeRef(ref))}`);
        states.set(event.index, state);
        return undefined;
      }
      case 'log':
        return err(`  ${event.level === 'info' ? '' : `${event.level}: `}${printable(event.text)}`);
      case 'countdown':
      case 'finished':
        return undefined;
    }
  };
};
