import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { until } from './poll';

const STOP_LIMIT_MS = 10_000;

/** A program that runs beside the test and writes into a log file. */
export class Background {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private failure: Error | undefined;

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    private readonly logFile: string,
    folder?: string,
    uid?: number,
  ) {
    const log = openSync(logFile, 'w');
    const user = uid === undefined ? {} : { uid, gid: uid };
    this.child = spawn(command, args, { stdio: ['ignore', log, log], cwd: folder, ...user });
    closeSync(log);
    this.ended = new Promise((done) => {
      this.child.once('exit', () => done());
      this.child.once('error', (error) => {
        this.failure = error;
        done();
      });
    });
  }

  /** Waits until the probe gives something; gives up at once when the program ends. */
  async until<T>(what: string, limitMs: number, probe: () => Promise<T | undefined>): Promise<T> {
    const ended = this.ended.then((): never => {
      throw new Error(
        `${this.name} ended while waiting for: ${what}\n${this.failure?.message ?? this.log().slice(-4000)}`,
      );
    });
    return Promise.race([until(`${this.name}: ${what}`, limitMs, probe), ended]);
  }

  /** Its process id. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  async stop(): Promise<void> {
    if (this.hasEnded()) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private hasEnded(): boolean {
    return this.failure !== undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
