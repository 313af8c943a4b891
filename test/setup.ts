import { beforeAll } from 'vitest';
import { endUnwanted } from './control-plane/describe.ts';

beforeAll(endUnwanted);
