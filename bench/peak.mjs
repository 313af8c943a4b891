// Preloaded into a measured process: leaves its peak memory in MiB and its processor time in ms in the file BENCH_PEAK.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env.BENCH_PEAK, JSON.stringify({ mib: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 }));
});
