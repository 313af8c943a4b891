/** Who else writes an object. */
export interface Owner {
  readonly tool: 'helm' | 'argocd' | 'flux' | 'olm' | 'kapp' | 'addon-manager' | 'eks' | 'controller' | 'rbac-defaults' | 'kubectl';
  /** The release, application or object: `checkout`, `HelmRelease front`. */
  readonly name: string;
  /** `weak`: someone applies files; it informs and stops nothing. */
  readonly strength: 'strong' | 'weak';
  /** What happens to our change, in one sentence: who will revert it, or whose next upgrade will fail. */
  readonly consequence: string;
}

/** What becomes of the fields of an object that somebody else owns: we keep them, or they are given back after the write. */
export type Override = 'hold' | 'yield';
