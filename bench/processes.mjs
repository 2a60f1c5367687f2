// Measures the memory of other processes on Linux: those that a program started, and their descendants.
import fs from 'node:fs';

/** Returns the descendants of this process: id, name, kind (as reported by Chromium) and parent. */
export function descendants(ancestor = process.pid) {
  const all = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, name, parent] = /\((.*)\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
      const kind = /--type=(\S+?)[\0 ]/.exec(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
      all.set(Number(pid), { pid: Number(pid), name, kind, parent: Number(parent) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const descends = (pid) => pid === ancestor || (all.has(pid) && descends(all.get(pid).parent));
  return [...all.values()].filter(({ pid }) => pid !== ancestor && descends(pid));
}

/** Returns the resident memory of a process, current and maximum, in bytes. */
export function memoryOf(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const [now, most] = ['VmRSS', 'VmHWM'].map(
    // A process that has just ended has none.
    (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024,
  );
  return { now, most };
}

/** Returns the maximum memory of the browser process and of its page's process. */
export function browserMemory() {
  const most = { browser: 0, renderer: 0 };
  for (const { pid, name, kind = 'browser' } of descendants()) {
    if (/chrom/.test(name) && kind in most) most[kind] = Math.max(most[kind], memoryOf(pid).most);
  }
  return `browser ${Math.round(most.browser / 1e6)} MB, page ${Math.round(most.renderer / 1e6)} MB`;
}
