import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { field, isRecord, items, text } from '../core/resource.ts';

/** One named cluster, user or context; its files are absolute. */
export interface Entry {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The kubeconfig that it stands in; relative paths in it start from there. */
  readonly file: string;
}

export interface Kubeconfig {
  readonly clusters: readonly Entry[];
  readonly users: readonly Entry[];
  readonly contexts: readonly Entry[];
  readonly currentContext?: string;
}

/** Fields that hold a path, by the list that they stand in. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  cluster: ['certificate-authority'],
  user: ['client-certificate', 'client-key', 'tokenFile'],
  context: [],
};

const absolute = (folder: string, path: string): string => (path === '' || isAbsolute(path) ? path : join(folder, path));

/** As kubectl: a plugin with a path separator is looked up beside the kubeconfig, any other in PATH. */
const withCommand = (folder: string, exec: unknown): unknown => {
  const command = text(field(exec, 'command'));
  return isRecord(exec) && command?.includes('/') ? { ...exec, command: absolute(folder, command) } : exec;
};

const bodyOf = (folder: string, what: string, value: unknown): Readonly<Record<string, unknown>> => {
  if (!isRecord(value)) return {};
  const paths = Object.fromEntries(
    (PATHS[what] ?? []).flatMap((name) => (typeof value[name] === 'string' ? [[name, absolute(folder, value[name])]] : [])),
  );
  return { ...value, ...paths, ...('exec' in value ? { exec: withCommand(folder, value['exec']) } : {}) };
};

const entries = (file: string, list: unknown, what: string): readonly Entry[] =>
  items(list).flatMap((item) => {
    const name = text(item['name']);
    return name === undefined ? [] : [{ name, body: bodyOf(resolve(dirname(file)), what, item[what]), file }];
  });

const broken = (file: string, why: string): Failure =>
  new Failure(EXIT.cluster, `The kubeconfig ${file} ${why}.`, [`Correct ${file}, or name another with \`--kubeconfig FILE\`.`]);

const parsed = (file: string, content: string): unknown => {
  try {
    return load(content, { filename: file });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark ? `, line ${error.mark.line + 1}` : '';
    throw broken(file, `is not valid YAML${line}: ${printable(error.reason)}`);
  }
};

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw broken(file, `cannot be read (${code})`);
  }
};

/** Undefined where there is no such file; throws a Failure that names the file (and the line) for one that cannot be used. */
export const readKubeconfig = (file: string): Kubeconfig | undefined => {
  const content = contentOf(file);
  if (content === undefined) return undefined;
  const config: unknown = content.trim() === '' ? {} : parsed(file, content);
  if (config !== null && !isRecord(config)) throw broken(file, 'is no kubeconfig: it holds no fields');
  const current = text(field(config, 'current-context'));
  return {
    clusters: entries(file, field(config, 'clusters'), 'cluster'),
    users: entries(file, field(config, 'users'), 'user'),
    contexts: entries(file, field(config, 'contexts'), 'context'),
    ...(current === undefined || current === '' ? {} : { currentContext: current }),
  };
};
