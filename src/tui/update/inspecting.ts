import { keyOf } from '../../analysis/rbac/identity.ts';
import { answeredBy, answeringOf, asked, failed, questionOf, reading, subjectAt, type Inspection } from '../inspect/inspection.ts';
import type { Message } from '../message.ts';
import { next, withWorld, type Next } from '../next.ts';
import type { State, World } from '../state.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export const withInspection = (state: State, change: (inspection: Inspection) => Inspection): State =>
  withWorld(state, (world) => ({ ...world, inspection: change(world.inspection) }));

/** An answer to what was asked on an earlier scan is no answer. */
const onSame = (state: State, of: World['scan']['snapshot'], change: (inspection: Inspection) => Inspection): Next =>
  next(state.world?.scan.snapshot === of ? withInspection(state, change) : state);

export const inspecting = (state: State, { of, question, reading: how }: Of<'inspecting'>): Next =>
  onSame(state, of, (inspection) => reading(inspection, question, how));

export const inspected = (state: State, { of, question, answer, answers, read }: Of<'inspected'>): Next =>
  onSame(state, of, (inspection) => answeredBy(inspection, question, answer, { answers, read }));

export const notInspected = (state: State, { of, question, trouble }: Of<'not-inspected'>): Next =>
  onSame(state, of, (inspection) => failed(inspection, question, trouble));

export const profiled = (state: State, { key, of, profile }: Of<'profiled'>): Next => {
  const answering = state.world && answeringOf(state.world.inspection);
  const isWanted = answering?.state === 'answered' && answering.read === of && state.world?.inspection.profile?.key === key;
  return next(isWanted ? withInspection(state, (inspection) => ({ ...inspection, profile: { key, profile } })) : state);
};

/** Fixes were given other values since. */
const isOutdated = ({ inspection, session }: World): boolean => {
  const answering = answeringOf(inspection);
  return inspection.afterFix && inspection.tab === 'network' && answering?.state === 'answered' && answering.answers !== session.answers;
};

/** Asks what is in view and has no answer yet, and what the subject at the cursor can do, once each. */
export const askingInspection = ({ state, commands }: Next): Next => {
  const { world, screen } = state;
  if (!world || screen.at !== 'inspect') return { state, commands };
  const { inspection } = world;
  const [question, answering] = [questionOf(inspection), answeringOf(inspection)];
  if (!answering || isOutdated(world))
    return next(
      withInspection(state, (before) => asked(before, question)),
      ...commands,
      { do: 'inspect', question, world },
    );
  const identity = subjectAt(inspection);
  if (!identity || answering.state !== 'answered' || inspection.profile?.key === keyOf(identity)) return { state, commands };
  const key = keyOf(identity);
  return next(
    withInspection(state, (before) => ({ ...before, profile: { key } })),
    ...commands,
    { do: 'profile', identity, snapshot: answering.read },
  );
};
