import { readFile } from 'node:fs/promises';
import { scannerReports } from '../analysis/images/scannerReport.ts';
import { usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Resource } from '../core/resource.ts';

const HOW = 'Give what `trivy image --format json IMAGE` or `grype -o json IMAGE` prints.';

const bytesOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw usage(`--image-report ${printable(file)} cannot be read (${code}).`, HOW);
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What these files of scanners say, as objects of a cluster. Throws a Failure for a file that is no such report. */
export const readImageReports = async (files: readonly string[]): Promise<readonly Resource[]> => {
  const reports = files.map(async (file) => {
    const found = scannerReports(parsed(await bytesOf(file)));
    if (!found) throw usage(`--image-report ${printable(file)} is no report on an image.`, HOW);
    return found;
  });
  return (await Promise.all(reports)).flat();
};
