import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 5000;
const PAUSE_MS = 2;

/** How many requests were answered and how many were not. */
export interface Tally {
  answered: number;
  lost: number;
  /** How the first ones were lost. */
  readonly reasons: string[];
}

/** Requests without end to one address, some on kept connections and some on new ones, until it is told to stop. */
export class Load {
  readonly tally: Tally = { answered: 0, lost: 0, reasons: [] };
  private readonly kept = new Agent({ keepAlive: true, maxSockets: 2 });
  private readonly loops: readonly Promise<void>[];
  private stopped = false;

  constructor(private readonly url: string) {
    this.loops = [this.kept, this.kept, false as const, false as const].map((agent) => this.loop(agent));
  }

  async stop(): Promise<Tally> {
    this.stopped = true;
    await Promise.all(this.loops);
    this.kept.destroy();
    return this.tally;
  }

  private async loop(agent: Agent | false): Promise<void> {
    while (!this.stopped) {
      const reason = await ask(this.url, agent);
      if (reason === undefined) this.tally.answered++;
      else {
        this.tally.lost++;
        if (this.tally.reasons.length < 5) this.tally.reasons.push(reason);
      }
      await sleep(PAUSE_MS);
    }
  }
}

/** Why a request was lost; nothing when it was answered. */
function ask(url: string, agent: Agent | false): Promise<string | undefined> {
  return new Promise((done) => {
    const sent = request(url, { agent, signal: AbortSignal.timeout(LIMIT_MS) }, (answer) => {
      answer.resume().on('end', () => done(answer.statusCode === 200 ? undefined : `status ${answer.statusCode}`));
    });
    sent.on('error', (error) => {
      // A server may close a kept connection just as it is used again; a client sends the request once more then.
      if (sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return done(ask(url, false));
      done(error.message);
    });
    sent.end();
  });
}
