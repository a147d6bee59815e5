import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Background } from '../background';
import { ip } from '../lab';
import { PROJECT_ROOT } from '../namespace';

/** Another host, in a network namespace of its own: what goes there leaves this one. */

export const FAR_PORTS = { tls: 443, http: 8080, http2: 8081, first: 5432, bytes: 9000, other: 9001 };
/** What the server says that speaks first. */
export const HELLO = 'welcome';
export const NEAR = '198.51.100.1';
const GATEWAY = '198.51.100.254';
const GATEWAY_V6 = '2001:db8::254';
const READY_LIMIT_MS = 20_000;

export class FarSide {
  private constructor(private readonly process: Background) {}

  /** `addresses`: those of the other host, each with its length. */
  static async start(folder: string, addresses: readonly string[]): Promise<FarSide> {
    const program = join(__dirname, 'far-side.program.ts');
    const args = ['--net', process.execPath, '--import', 'tsx', program, folder];
    const far = new Background('the far side', 'unshare', args, join(folder, 'far.log'), PROJECT_ROOT);
    const side = new FarSide(far);
    await far.until('its servers', READY_LIMIT_MS, () =>
      Promise.resolve(side.lines().includes('ready') ? true : undefined),
    );
    ip('link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', String(far.pid));
    ip('addr', 'add', `${NEAR}/24`, 'dev', 'near');
    ip('addr', 'add', '2001:db8::1/64', 'dev', 'near', 'nodad');
    ip('link', 'set', 'near', 'up');
    const there = (...words: readonly string[]): void => side.run('ip', ...words);
    there('link', 'set', 'lo', 'up');
    there('link', 'set', 'far', 'up');
    for (const one of [`${GATEWAY}/24`, `${GATEWAY_V6}/64`, ...addresses])
      there('addr', 'add', one, 'dev', 'far', ...(one.includes(':') ? ['nodad'] : []));
    ip('route', 'replace', 'default', 'via', GATEWAY);
    ip('-6', 'route', 'replace', 'default', 'via', GATEWAY_V6);
    return side;
  }

  /** How many connections came in so far. */
  get connections(): number {
    return this.lines().filter((line) => line.startsWith('connection ')).length;
  }

  /** Has it send here what is for an address. */
  route(address: string): void {
    this.run('ip', 'route', 'replace', address, 'via', NEAR);
  }

  /** What comes of a GET there: the status, or a word for why there is none. */
  async status(url: string): Promise<string> {
    const asked = `fetch('${url}').then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`;
    const { stdout } = await promisify(execFile)('nsenter', [
      ...this.there,
      'timeout',
      '5',
      process.execPath,
      '-e',
      asked,
    ]);
    return stdout.trim();
  }

  private get there(): string[] {
    return ['--net', '--target', String(this.process.pid)];
  }

  private run(...words: readonly string[]): void {
    execFileSync('nsenter', [...this.there, ...words]);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  private lines(): string[] {
    return this.process.log().split('\n');
  }
}
