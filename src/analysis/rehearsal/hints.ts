import { posix } from 'node:path';

/** What a failure says about its cause. */
export interface Hint {
  /** Ids of remediations that take away what is missing, the likeliest first. */
  readonly suspects: readonly string[];
  /** What would help; a whole sentence. */
  readonly help: string;
}

interface Symptom {
  readonly when: RegExp;
  readonly suspects: readonly string[];
  readonly help: (match: RegExpExecArray, text: string) => string;
}

const SECCOMP = ['seccomp', 'privileged'];
const CAPABILITIES = ['capabilities', 'privilege-escalation', 'run-as-root'];
const TOKENS = ['workload-token-automount', 'default-sa-automount', 'workload-default-sa'];

const capability =
  (names: string, otherwise = '') =>
  (): string =>
    `Leave it ${names} (capabilities.add)${otherwise}.`;

/** Absolute paths as messages hold them: bare, quoted, in brackets. */
const PATH = /(?:^|[\s"'`(=[:])(\/[\w.@%+~/-]*\w)/g;

/** Programs and the shared libraries of loaders stand first in many messages; what cannot be written comes last. */
const pathIn = (text: string): string | undefined => {
  const found = [...text.matchAll(PATH)].map(([, path = '']) => path);
  return found.findLast((path) => !/^\/(proc|dev|bin|sbin|usr\/(local\/)?s?bin|lib|usr\/lib)\//.test(path) && !/^\/\d+$/.test(path));
};

/** The folder that has to be writable: that of the file, and for a folder to be made the one that it is made in. */
const folderOf = (text: string): string | undefined => {
  const path = pathIn(text);
  if (path === undefined) return undefined;
  const above = posix.dirname(path);
  return above === '/' ? path : above;
};

const emptyDir = (text: string): string => {
  const folder = folderOf(text);
  return folder === undefined
    ? 'Mount an emptyDir at the folder that it writes to (--set writable-root.paths=…).'
    : `Mount an emptyDir at ${folder} (--set writable-root.paths=${folder}).`;
};

const mayWrite = (text: string): string => {
  const folder = folderOf(text) ?? 'what it writes to';
  return `Let its user write to ${folder}: an emptyDir there, an fsGroup for a volume, or the UID that owns it (--set run-as-root.uid=UID).`;
};

const lineWith = ({ index }: RegExpExecArray, text: string): string => {
  const [start, end] = [text.lastIndexOf('\n', index) + 1, text.indexOf('\n', index)];
  return text.slice(start, end < 0 ? undefined : end);
};

const onLine =
  (say: (line: string) => string) =>
  (match: RegExpExecArray, text: string): string =>
    say(lineWith(match, text));

/** From the most telling to the vaguest; the first that matches counts. Messages of container runtimes, shells, libcs and common programs. */
const SYMPTOMS: readonly Symptom[] = [
  {
    when: /image has non-numeric user \(?([\w.-]*)\)?/,
    suspects: ['run-as-root'],
    help: ([, user]) => `Give the number of user ${user || 'that the image names'} (--set run-as-root.uid=UID).`,
  },
  {
    when: /runAsNonRoot and image will run as root|runAsUser breaks non-root policy/,
    suspects: ['run-as-root'],
    help: () => 'Give a UID that the program can run as (--set run-as-root.uid=UID), or an image whose USER is a number above 0.',
  },
  {
    when: /serviceaccount\/(token|ca\.crt|namespace)\b.*(no such file|not found|ENOENT)|(no such file|ENOENT|not exist).*serviceaccount\/(token|ca\.crt)|in-cluster config/i,
    suspects: TOKENS,
    help: () => 'It talks to the Kubernetes API: leave it its token (automountServiceAccountToken).',
  },
  {
    when: /is forbidden: User "system:serviceaccount:([^"]+)"/,
    suspects: ['workload-default-sa', ...TOKENS],
    help: ([, account]) => `Bind ${account ?? 'its account'} to a role with this right.`,
  },
  {
    when: /no new privileges|effective uid is not 0|sudo: unable to|must be setuid root/i,
    suspects: ['privilege-escalation'],
    help: () => 'It becomes root by a setuid program: start it as the user that it needs, or leave it allowPrivilegeEscalation.',
  },
  {
    when: /sysctl: .*(read-only|permission denied|error setting)|error setting key|\/proc\/sys\/.*(read-only|permission denied)/i,
    suspects: ['privileged', 'proc-sysctl'],
    help: () => 'Set the kernel parameter in securityContext.sysctls, or on the node, in place of the program.',
  },
  {
    when: /\bmount:? .*(permission denied|not permitted|must be superuser)|failed to mount|fuse: (device not found|failed)|\/dev\/(fuse|kmsg|kvm|mem)\b.*(denied|not permitted|no such)/i,
    suspects: ['privileged', 'capabilities', 'seccomp'],
    help: () => 'It mounts file systems or uses devices: leave it privileged, or give it the device by a device plugin.',
  },
  {
    when: /bad system call|SIGSYS|exit code 159\b|seccomp/i,
    suspects: SECCOMP,
    help: () => "It makes a system call that the runtime's seccomp profile refuses: give it a Localhost profile that allows it.",
  },
  {
    when: /no usable sandbox|failed to move to new namespace|unshare\b.*not permitted|CLONE_NEW\w+|clone3?\b.*not permitted|io_uring\w*.*not permitted|perf_event_open.*not permitted|ptrace\b.*not permitted/i,
    suspects: [...SECCOMP, 'capabilities'],
    help: () =>
      'It makes namespaces or traces processes: give it a Localhost seccomp profile that allows it, or run it without its own sandbox.',
  },
  {
    when: /lock(ing)? (jvm )?memory|mlock(all)?\b.*(not permitted|cannot allocate|fail)|IPC_LOCK/i,
    suspects: CAPABILITIES,
    help: capability('IPC_LOCK', ', or switch memory locking off'),
  },
  {
    when: /setrlimit.*not permitted|ulimit: .*(not permitted|cannot modify)|rlimit.*not permitted/i,
    suspects: CAPABILITIES,
    help: capability('SYS_RESOURCE', ', or do not raise the limit'),
  },
  {
    when: /chown\b.*not permitted|changing ownership of .*not permitted|lchown .*not permitted/i,
    suspects: ['capabilities', 'run-as-root', 'privilege-escalation'],
    help: capability('CHOWN', ', or use an fsGroup so that it has nothing to chown'),
  },
  {
    when: /chmod\b.*not permitted|changing permissions of .*not permitted|utime.*not permitted/i,
    suspects: ['capabilities', 'run-as-root'],
    help: capability('FOWNER', ', or start it as the user who owns the file'),
  },
  {
    when: /set(res|re|e)?[ug]id\b.*(not permitted|unable|fail)|setgroups.*not permitted|initgroups.*not permitted|failed switching to|unable to set (group|user) id|cannot set (groups|uid|gid)|can't drop privilege/i,
    suspects: CAPABILITIES,
    help: capability('SETUID and SETGID', ', or start it as the user that it changes to'),
  },
  {
    when: /\bbind\b.*(permission denied|EACCES)|listen EACCES|could not bind|cannot bind.*permission|make_sock.*|bind\(\) to .*13: permission/i,
    suspects: CAPABILITIES,
    help: capability('NET_BIND_SERVICE', ', or let it listen on a port above 1023'),
  },
  {
    when: /iptables|nftables|RTNETLINK|netlink.*not permitted|TUNSETIFF|\/dev\/net\/tun|ip_forward/i,
    suspects: CAPABILITIES,
    help: capability('NET_ADMIN'),
  },
  {
    when: /raw sock|\bping: .*(not permitted|denied|lacking)|socket: operation not permitted|capture on that device|icmp.*not permitted/i,
    suspects: CAPABILITIES,
    help: capability('NET_RAW'),
  },
  {
    when: /chroot\b.*not permitted/i,
    suspects: CAPABILITIES,
    help: capability('SYS_CHROOT'),
  },
  {
    when: /mknod\b.*not permitted/i,
    suspects: CAPABILITIES,
    help: capability('MKNOD'),
  },
  {
    when: /(exec|exec user process caused|exec container process)\b[^\n]*operation not permitted/i,
    suspects: ['capabilities', 'privilege-escalation'],
    help: () => 'Its file carries capabilities that it may not have: leave it those, NET_BIND_SERVICE most often.',
  },
  {
    when: /read-only file ?system|EROFS|Errno 30\b|\(30: |ReadOnlyFileSystemException/i,
    suspects: ['writable-root'],
    help: onLine(emptyDir),
  },
  {
    when: /no usable temporary directory|could not create temp|unable to create temp|tmpdir.*not writ|cannot create temp/i,
    suspects: ['writable-root'],
    help: () => 'Mount an emptyDir at /tmp (--set writable-root.paths=/tmp).',
  },
  {
    when: /cannot find name for user|uid not found|no user exists for uid|no passwd entry|unknown userid|user: unknown userid|getpwuid|not in the passwd file/i,
    suspects: ['run-as-root'],
    help: () => 'Give a UID that stands in /etc/passwd of the image (--set run-as-root.uid=UID).',
  },
  {
    when: /wrong ownership|must be (owned|started) by the user|must be run as root|requires root|are you root|you must be root|need to be root|not running as root|superuser/i,
    suspects: ['run-as-root', 'capabilities'],
    help: () => 'Give the UID that owns its files (--set run-as-root.uid=UID), or leave it root.',
  },
  {
    when: /OOMKilled|out of memory|OutOfMemoryError|heap limit|cannot allocate memory/i,
    suspects: ['no-limits'],
    help: () => 'Give it a higher memory limit (--set no-limits.…).',
  },
  {
    when: /EACCES|permission denied|PermissionError|AccessDenied|access is denied|13: /i,
    suspects: ['run-as-root', 'capabilities', 'apparmor-selinux'],
    help: onLine(mayWrite),
  },
  {
    when: /operation not permitted|EPERM/i,
    suspects: [...CAPABILITIES, 'seccomp'],
    help: () => 'It lacks a right of the kernel: a capability that was dropped, most likely.',
  },
];

/** What the words of a failure, such as a reason with its message and the last lines of the log, point at; undefined where they tell nothing. */
export const hintFor = (text: string): Hint | undefined => {
  for (const { when, suspects, help } of SYMPTOMS) {
    const match = when.exec(text);
    if (match) return { suspects, help: help(match, text) };
  }
  return undefined;
};

/** The findings that likely cause it: of those that were to be mended, the one that the words point at first. */
export const suspectsAmong = <T extends { readonly remediation: string }>(hint: Hint | undefined, findings: readonly T[]): readonly T[] =>
  (hint?.suspects ?? []).flatMap((id) => findings.filter(({ remediation }) => remediation === id));
