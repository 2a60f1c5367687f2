// Memory of other processes, on Linux: those that a program started, and what they have started.
import fs from 'node:fs';

/** The processes under this one: id, name, kind (reported by Chromium) and parent. */
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

/** Resident memory of a process, now and at its most so far, in bytes. */
export function memoryOf(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const [now, most] = ['VmRSS', 'VmHWM'].map(
    // One that has just ended has none.
    (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024,
  );
  return { now, most };
}

/** The most memory that the browser's own process and the one of its page have had. */
export function browserMemory() {
  const most = { browser: 0, renderer: 0 };
  for (const { pid, name, kind = 'browser' } of descendants()) {
    if (/chrom/.test(name) && kind in most) most[kind] = Math.max(most[kind], memoryOf(pid).most);
  }
  return `browser ${Math.round(most.browser / 1e6)} MB, page ${Math.round(most.renderer / 1e6)} MB`;
}
