import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools';
import { Background } from './background';
import { type Asking, get } from './clients/http';

const READY_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 15_000;
const ADMIN_LIMIT_MS = 5000;

interface Bootstrap {
  readonly admin: {
    readonly address: {
      readonly socket_address?: { readonly address: string; readonly port_value: number };
      readonly pipe?: { readonly path: string };
    };
  };
}
interface Statistics {
  readonly stats: readonly { readonly name?: string; readonly value?: number }[];
}
interface Clusters {
  readonly cluster_statuses: readonly ClusterStatus[];
}
interface ClusterStatus {
  readonly name: string;
  /** What its counters call it. */
  readonly observability_name?: string;
  readonly host_statuses?: readonly unknown[];
}
interface ServerInfo {
  readonly node: { readonly id: string; readonly cluster: string };
  readonly command_line_options: { readonly config_path: string; readonly config_yaml: string };
}

/** Where its admin interface is. */
interface Admin {
  readonly name: string;
  readonly url: string;
  readonly asking: Asking;
}

function adminOf({ admin: { address } }: Bootstrap): Admin {
  const { socket_address: tcp, pipe } = address;
  if (tcp !== undefined)
    return { name: String(tcp.port_value), url: `http://${tcp.address}:${tcp.port_value}`, asking: {} };
  return { name: 'socket', url: 'http://localhost', asking: { socketPath: pipe?.path } };
}

/** One Envoy process that runs a bootstrap file as it is. */
export class Envoy {
  private constructor(
    private readonly process: Background,
    private readonly admin: Admin,
  ) {}

  /** Gives back an Envoy whose admin port says that it is ready; its clusters may not know their addresses yet. */
  static async start(bootstrap: string, folder: string, uid?: number, more: readonly string[] = []): Promise<Envoy> {
    const admin = adminOf(JSON.parse(readFileSync(bootstrap, 'utf8')) as Bootstrap);
    const logging = ['--log-level', 'info', '--component-log-level', 'connection:debug'];
    const args = [
      '-c',
      bootstrap,
      '--disable-hot-restart',
      '--concurrency',
      '1',
      '--file-flush-interval-msec',
      '50',
      ...logging,
      ...more,
    ];
    const log = join(folder, `envoy-${admin.name}.log`);
    const process = new Background('Envoy', tool('envoy'), args, log, undefined, uid);
    const envoy = new Envoy(process, admin);
    try {
      await process.until('admin /ready', READY_LIMIT_MS, () => envoy.isReady());
      return envoy;
    } catch (error) {
      await envoy.stop();
      throw error;
    }
  }

  /** The counters and gauges under `cluster.<name>.`, without that prefix. */
  async statistics(cluster: string): Promise<Record<string, number>> {
    const prefix = `cluster.${cluster}.`;
    const { stats } = await this.ask<Statistics>(
      `/stats?format=json&filter=${encodeURIComponent(`^${escaped(prefix)}`)}`,
    );
    const known = stats.flatMap(({ name, value }) =>
      name?.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value] as const] : [],
    );
    return Object.fromEntries(known);
  }

  /** Waits until the cluster knows an address to connect to. */
  async withAddress(cluster: string): Promise<void> {
    await this.process.until(`an address for ${cluster}`, SETTLE_LIMIT_MS, async () => {
      const { cluster_statuses } = await this.ask<Clusters>('/clusters?format=json');
      const found = cluster_statuses.find((one) => shownName(one) === cluster);
      return (found?.host_statuses ?? []).length > 0 ? true : undefined;
    });
  }

  /** Whether the cluster leads to `address:port` and nowhere else. */
  async leadsTo(cluster: string, place: string): Promise<boolean> {
    const { cluster_statuses } = await this.ask<Clusters>('/clusters?format=json');
    const hosts = cluster_statuses.find((one) => shownName(one) === cluster)?.host_statuses ?? [];
    return hosts.length === 1 && JSON.stringify(hosts[0]).includes(JSON.stringify(place.split(':')[0]));
  }

  /** The sum of all counters whose names end so. */
  async counter(suffix: string): Promise<number> {
    return Object.values(await this.counters(suffix)).reduce((sum, value) => sum + value, 0);
  }

  /** The counters and gauges whose names end so. */
  async counters(suffix: string): Promise<Record<string, number>> {
    const { stats } = await this.ask<Statistics>(
      `/stats?format=json&filter=${encodeURIComponent(`${escaped(suffix)}$`)}`,
    );
    return Object.fromEntries(stats.flatMap(({ name, value = 0 }) => (name === undefined ? [] : [[name, value]])));
  }

  /** Waits until the clusters know addresses, and none of any cluster has a connection left from before. */
  async settled(clusters: readonly string[]): Promise<void> {
    await this.process.until(`addresses for ${clusters.join()}, and no connections`, SETTLE_LIMIT_MS, async () => {
      const { cluster_statuses } = await this.ask<Clusters>('/clusters?format=json');
      const known = cluster_statuses.filter((one) => (one.host_statuses ?? []).length > 0).map(shownName);
      const { stats } = await this.ask<Statistics>('/stats?format=json&filter=cluster.*upstream_cx_active$');
      const isQuiet = stats.every(({ value = 0 }) => value === 0);
      return isQuiet && clusters.every((name) => known.includes(name)) ? true : undefined;
    });
  }

  /** Waits until no connection to the cluster is open, so that the next request must make a new one. */
  async withoutConnections(cluster: string): Promise<void> {
    await this.process.until(`no connection to ${cluster}`, SETTLE_LIMIT_MS, async () => {
      return (await this.statistics(cluster))['upstream_cx_active'] === 0 ? true : undefined;
    });
  }

  /** How Envoy itself says that it was started. */
  async configuration(): Promise<{ path: string; yaml: string }> {
    const { command_line_options: options } = await this.ask<ServerInfo>('/server_info');
    return { path: options.config_path, yaml: options.config_yaml };
  }

  /** The names of all counters and gauges that it keeps. */
  async statisticNames(): Promise<string[]> {
    const { stats } = await this.ask<Statistics>('/stats?format=json');
    return stats.flatMap(({ name }) => name ?? []);
  }

  /** The id and the cluster under which it shows itself. */
  async node(): Promise<string> {
    const { node } = await this.ask<ServerInfo>('/server_info');
    return `${node.id}, ${node.cluster}`;
  }

  log(): string {
    return this.process.log();
  }

  /** Waits for a text in the log behind the given position; true when it came. */
  async logHas(text: string, from: number): Promise<boolean> {
    const found = this.process.until(`"${text}" in the log`, SETTLE_LIMIT_MS, () => {
      return Promise.resolve(this.log().slice(from).includes(text) ? true : undefined);
    });
    return found.catch(() => false);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  /** Ends it without a chance to say so. */
  kill(): void {
    process.kill(this.process.pid, 'SIGKILL');
  }

  private async isReady(): Promise<true | undefined> {
    return (await get(`${this.admin.url}/ready`, ADMIN_LIMIT_MS, this.admin.asking)).status === 200 ? true : undefined;
  }

  private async ask<T>(path: string): Promise<T> {
    const { status, body } = await get(this.admin.url + path, ADMIN_LIMIT_MS, this.admin.asking);
    if (status !== 200) throw new Error(`Envoy's admin port answered ${status} to ${path}`);
    return JSON.parse(body) as T;
  }
}

const shownName = ({ name, observability_name = name }: ClusterStatus): string => observability_name;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
