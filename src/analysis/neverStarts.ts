/** Reasons for which the kubelet lets a container wait, and which waiting does not mend (kubelet: kuberuntime, images). */

/** It runs, and ends again and again. */
export const CRASHES = 'CrashLoopBackOff';

/** Its configuration, its security context or a hook is at fault. */
export const NOT_STARTED: readonly string[] = [
  'CreateContainerConfigError',
  'PreCreateHookError',
  'CreateContainerError',
  'PreStartHookError',
  'RunContainerError',
  'StartError',
  'PostStartHookError',
];

/** Its image is not there, or may not be had. */
export const NO_IMAGE: readonly string[] = [
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
];

/** All of them: a rollout with such a container is degraded. */
export const BROKEN: readonly string[] = [CRASHES, ...NOT_STARTED, ...NO_IMAGE];
