import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../poll';

const LIMIT_MS = 40_000;
const PAUSE_MS = 20;

/** Requests one after the other, with who answered each and when. */
export class Requests<To extends string> {
  private readonly all: { readonly at: number; readonly who: string }[] = [];
  private readonly loop: Promise<void>;
  private stopped = false;

  constructor(
    private readonly to: To,
    private readonly ask: (to: To) => Promise<string>,
  ) {
    this.loop = this.run();
  }

  /** Waits until the last few were all answered by `who`. */
  async until(who: string, count: number, since = 0): Promise<void> {
    await until(`${who} to answer ${this.to}`, LIMIT_MS, () => {
      const last = this.all.filter(({ at }) => at >= since).slice(-count);
      return Promise.resolve(last.length === count && last.every((one) => one.who === who) ? true : undefined);
    });
  }

  last(): string {
    return this.all.at(-1)?.who ?? '';
  }

  async stop(): Promise<readonly { readonly at: number; readonly who: string }[]> {
    this.stopped = true;
    await this.loop;
    return this.all;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const who = await this.ask(this.to);
      this.all.push({ at: Date.now(), who });
      await sleep(PAUSE_MS);
    }
  }
}
