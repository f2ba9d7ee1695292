import type { App } from '@switchyard/application';

/** A bell like the given one, whose process is killed just before or just after it has rung. */
export const dyingBell = (bell: App['bell'], moment: 'before' | 'after'): App['bell'] => ({
  ring: async (...rung) => {
    if (moment === 'after') await bell.ring(...rung);
    process.kill(process.pid, 'SIGKILL');
  },
});
