import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../remediations/index.ts';
import { hintFor, suspectsAmong } from '../../../src/analysis/rehearsal/hints.ts';

/** Messages as runtimes and programs print them; the remediation at which they point, and what the help has to name. */
const SAID: readonly (readonly [text: string, suspect: string, names: string])[] = [
  ['container has runAsNonRoot and image will run as root (pod: "web-1_shop(5f)", container: web)', 'run-as-root', 'UID'],
  ['container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root', 'run-as-root', 'user nginx'],
  ["container's runAsUser breaks non-root policy (pod: ..., container: web)", 'run-as-root', 'UID'],
  ["Error: EACCES: permission denied, mkdir '/var/cache/nginx/tmp'", 'run-as-root', '/var/cache/nginx'],
  [
    '2026/01/05 10:00:00 [emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
    'run-as-root',
    '/var/cache/nginx:',
  ],
  ['nginx: [emerg] open() "/var/run/nginx.pid" failed (13: Permission denied)', 'run-as-root', '/var/run:'],
  ["PermissionError: [Errno 13] Permission denied: '/data/db/lock'", 'run-as-root', '/data/db'],
  ['panic: open /var/lib/app/state.json: permission denied', 'run-as-root', '/var/lib/app'],
  ["mkdir: cannot create directory '/bitnami': Permission denied", 'run-as-root', '/bitnami'],
  ['java.io.FileNotFoundException: /var/log/app/app.log (Permission denied)', 'run-as-root', '/var/log/app'],
  ['java.nio.file.AccessDeniedException: /opt/app/logs/gc.log', 'run-as-root', '/opt/app/logs'],
  ["[Error: EROFS: read-only file system, open '/app/.next/cache/x'] {", 'writable-root', '/app/.next/cache'],
  ['nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)', 'writable-root', 'paths=/var/cache/nginx)'],
  ["OSError: [Errno 30] Read-only file system: '/srv/app/uploads/a'", 'writable-root', '/srv/app/uploads'],
  ['open /data/raft/raft.db: read-only file system', 'writable-root', '/data/raft'],
  ['touch: /var/run/app/pid: Read-only file system', 'writable-root', '/var/run/app'],
  ["sh: can't create /etc/app/config.json: Read-only file system", 'writable-root', '/etc/app'],
  [
    'FATAL: could not create lock file "/var/run/postgresql/.s.PGSQL.5432.lock": Read-only file system',
    'writable-root',
    '/var/run/postgresql',
  ],
  ["sed: couldn't open temporary file /etc/nginx/conf.d/sedX1: Read-only file system", 'writable-root', '/etc/nginx/conf.d'],
  ['java.nio.file.FileSystemException: /opt/work/tomcat.1: Read-only file system', 'writable-root', '/opt/work'],
  ["FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp', '/var/tmp']", 'writable-root', '/tmp'],
  ['mkdir: cannot create directory ‘/run/app’: Read-only file system', 'writable-root', 'emptyDir'],
  ["chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted", 'capabilities', 'CHOWN'],
  ['nginx: [emerg] chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)', 'capabilities', 'CHOWN'],
  ['chown: /data: Operation not permitted', 'capabilities', 'CHOWN'],
  ["chmod: changing permissions of '/var/run/mysqld': Operation not permitted", 'capabilities', 'FOWNER'],
  ['nginx: [emerg] setgid(101) failed (1: Operation not permitted)', 'capabilities', 'SETGID'],
  ['nginx: [emerg] initgroups(nginx, 101) failed (1: Operation not permitted)', 'capabilities', 'SETGID'],
  ["error: failed switching to 'redis': operation not permitted", 'capabilities', 'SETUID'],
  ['su-exec: setgroups: Operation not permitted', 'capabilities', 'SETGID'],
  ['(1)Operation not permitted: AH02156: setgid: unable to set group id to Group 33', 'capabilities', 'SETGID'],
  ['setpriv: setresuid failed: Operation not permitted', 'capabilities', 'SETUID'],
  ['listen tcp :80: bind: permission denied', 'capabilities', 'NET_BIND_SERVICE'],
  ['Error: listen EACCES: permission denied 0.0.0.0:80', 'capabilities', 'NET_BIND_SERVICE'],
  ['nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)', 'capabilities', 'NET_BIND_SERVICE'],
  ['(13)Permission denied: AH00072: make_sock: could not bind to address [::]:80', 'capabilities', 'NET_BIND_SERVICE'],
  ['[ALERT] (1) : Starting frontend web: cannot bind socket (Permission denied) [0.0.0.0:80]', 'capabilities', 'NET_BIND_SERVICE'],
  ['ping: socket: Operation not permitted', 'capabilities', 'NET_RAW'],
  ['ping: permission denied (are you root?)', 'capabilities', 'NET_RAW'],
  ["tcpdump: eth0: You don't have permission to capture on that device (socket: Operation not permitted)", 'capabilities', 'NET_RAW'],
  ["iptables v1.8.9 (legacy): can't initialize iptables table `nat': Permission denied (you must be root)", 'capabilities', 'NET_ADMIN'],
  ['RTNETLINK answers: Operation not permitted', 'capabilities', 'NET_ADMIN'],
  ['Error initializing core: Failed to lock memory: cannot allocate memory', 'capabilities', 'IPC_LOCK'],
  ['Unable to lock JVM Memory: error=12, reason=Cannot allocate memory', 'capabilities', 'IPC_LOCK'],
  ['/entrypoint.sh: line 9: ulimit: open files: cannot modify limit: Operation not permitted', 'capabilities', 'SYS_RESOURCE'],
  [
    'chroot: cannot change root directory to /jail: Operation not permitted, chroot failed: Operation not permitted',
    'capabilities',
    'SYS_CHROOT',
  ],
  ['exec /coredns: operation not permitted', 'capabilities', 'NET_BIND_SERVICE'],
  ['standard_init_linux.go:228: exec user process caused: operation not permitted', 'capabilities', 'NET_BIND_SERVICE'],
  ['exec container process `/usr/bin/caddy`: Operation not permitted', 'capabilities', 'NET_BIND_SERVICE'],
  [
    'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.',
    'privilege-escalation',
    'allowPrivilegeEscalation',
  ],
  ["sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set?", 'privilege-escalation', 'setuid'],
  ['CrashLoopBackOff exit code 159', 'seccomp', 'seccomp'],
  ['Bad system call (core dumped)', 'seccomp', 'seccomp'],
  ['unshare: unshare(0x10000000): Operation not permitted', 'seccomp', 'seccomp'],
  [
    'Failed to move to new namespace: PID namespaces supported, Network namespace supported, but failed: errno = Operation not permitted',
    'seccomp',
    'sandbox',
  ],
  ['mount: mounting tmpfs on /mnt failed: Operation not permitted, mount: permission denied (are you root?)', 'privileged', 'mounts'],
  ['fuse: device not found, try "modprobe fuse" first', 'privileged', 'device'],
  ["sysctl: error setting key 'vm.max_map_count': Read-only file system", 'privileged', 'sysctls'],
  ['open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory', 'workload-token-automount', 'token'],
  [
    "Error: ENOENT: no such file or directory, open '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    'workload-token-automount',
    'token',
  ],
  ['unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST must be defined', 'workload-token-automount', 'token'],
  [
    'pods is forbidden: User "system:serviceaccount:shop:web" cannot list resource "pods" in API group ""',
    'workload-default-sa',
    'shop:web',
  ],
  ['whoami: cannot find name for user ID 10001', 'run-as-root', '/etc/passwd'],
  ["KeyError: 'getpwuid(): uid not found: 10001'", 'run-as-root', '/etc/passwd'],
  ['FATAL:  data directory "/var/lib/postgresql/data" has wrong ownership', 'run-as-root', 'UID'],
  ['CrashLoopBackOff OOMKilled, exit code 137', 'no-limits', 'memory'],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'no-limits', 'memory'],
  ['EPERM: operation not permitted, fchmodat', 'capabilities', 'capability'],
];

describe('what a failure points at', () => {
  it.each(SAID)('%s', (text, suspect, names) => {
    const hint = hintFor(text);
    expect(hint?.suspects[0]).toBe(suspect);
    expect(hint?.help).toContain(names);
  });

  it('is the same among other lines of a log', () => {
    for (const [text, suspect] of SAID) expect(hintFor(`starting up\n${text}\nbye`)?.suspects[0], text).toBe(suspect);
  });

  it.each(['', 'exit code 1', 'listening on :8080', 'connection refused', 'panic: runtime error: index out of range', 'ready'])(
    'is not guessed: %s',
    (text) => {
      expect(hintFor(text)).toBeUndefined();
    },
  );

  it('names only remediations of the catalogue', () => {
    const known = new Set(catalogue.map(({ id }) => id));
    for (const [text] of SAID) for (const id of hintFor(text)?.suspects ?? []) expect([...known], text).toContain(id);
  });

  it('accuses only findings that were to be mended', () => {
    const findings = [{ remediation: 'seccomp' }, { remediation: 'privilege-escalation' }, { remediation: 'capabilities' }];
    expect(suspectsAmong(hintFor('chown: /data: Operation not permitted'), findings).map(({ remediation }) => remediation)).toEqual([
      'capabilities',
      'privilege-escalation',
    ]);
    expect(suspectsAmong(undefined, findings)).toEqual([]);
  });
});
