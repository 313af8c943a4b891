/** The newest minor of Kubernetes 1 whose Pod Security Standards are known here. */
export const NEWEST_MINOR = 37;

/**
 * The minor of a policy version, `v1.29` or `latest`; undefined for any other text (`ParseVersion`).
 * As in the API server, a version that is newer than what is known is the newest known.
 */
export const parseVersion = (version: string): number | undefined => {
  if (version === 'latest') return NEWEST_MINOR;
  const minor = /^v1\.(0|[1-9][0-9]*)$/.exec(version)?.[1];
  return minor === undefined ? undefined : Math.min(Number(minor), NEWEST_MINOR);
};

/** What `version` means to a server of this version (`v1.36.2`): `latest` is its own, and it knows nothing newer. */
export const versionOn = (serverVersion: string | undefined, version: string): string => {
  const own = /^v1\.(?:0|[1-9][0-9]*)/.exec(serverVersion ?? '')?.[0];
  if (own === undefined) return version;
  const [asked, known] = [parseVersion(version), parseVersion(own)];
  return version === 'latest' || asked === undefined || (known !== undefined && asked > known) ? own : version;
};
