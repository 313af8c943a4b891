import { scannerReports } from '../analysis/images/scannerReport.ts';
import { usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Resource } from '../core/resource.ts';
import { readJson } from './jsonFile.ts';

const HOW = 'Give what `trivy image --format json IMAGE` or `grype -o json IMAGE` prints.';

/** What these files of scanners say, as objects of a cluster. Throws a Failure for a file that is no such report. */
export const readImageReports = async (files: readonly string[]): Promise<readonly Resource[]> => {
  const reports = files.map(async (file) => {
    const found = scannerReports(await readJson('--image-report', file, HOW));
    if (!found) throw usage(`--image-report ${printable(file)} is no report on an image.`, HOW);
    return found;
  });
  return (await Promise.all(reports)).flat();
};
