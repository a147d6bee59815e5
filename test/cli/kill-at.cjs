// Preloaded into the command: the process kills itself at its KILL_AT-th change of the disk; a file being written is half there.
const fs = require('node:fs');

let left = Number(process.env.KILL_AT);
for (const step of ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'rmdirSync']) {
  const real = fs[step];
  fs[step] = (...args) => {
    left -= 1;
    if (left > 0) return real(...args);
    if (step === 'writeFileSync' && typeof args[0] === 'string') real(args[0], String(args[1]).slice(0, 5));
    process.kill(process.pid, 'SIGKILL');
    for (;;); // the signal is on its way
  };
}
