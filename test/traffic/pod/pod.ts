import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { Background } from '../background';
import { get } from '../clients/http';
import { Versions } from '../scenarios/versions';
import { putFile } from '../../written';
import type { Container, Manifest, PodSpec, Probe, Secrets, SecurityContext, Volume } from './manifests';

const STARTUP_LIMIT_MS = 30_000;

/** What a pod is made of, and what its images hold: the program of each container that names none, and where others are. */
export interface Images {
  readonly entrypoints: Readonly<Record<string, string>>;
  readonly programs: (name: string) => string;
}

/**
 * Does with a pod what kubelet does, in the network and mount namespaces of this process: volumes with exchanged links, the
 * sysctls and resolv.conf, and each container as its own user with its own capabilities and a root that is read-only.
 */
export class Pod {
  private readonly volumes = new Map<string, Versions>();
  private readonly running: Background[] = [];
  private readonly spec: PodSpec;

  constructor(
    private readonly folder: string,
    /** The address that probes come to. */
    private readonly address: string,
    private manifests: readonly Manifest[],
    private readonly secrets: Secrets,
    private readonly images: Images,
  ) {
    this.spec = podSpec(manifests);
  }

  /** Volumes and names, before any container. */
  prepare(): void {
    if (this.spec.dnsPolicy !== 'None') throw new Error(`dnsPolicy is ${this.spec.dnsPolicy}`);
    const { nameservers, searches, options } = this.spec.dnsConfig;
    const lines = [
      ...nameservers.map((one) => `nameserver ${one}`),
      `search ${searches.join(' ')}`,
      `options ${options.map(({ name, value }) => `${name}:${value}`).join(' ')}`,
    ];
    writeFileSync('/etc/resolv.conf', `${lines.join('\n')}\n`);
    const mounts = this.all.flatMap(({ volumeMounts = [] }) => volumeMounts);
    for (const volume of this.spec.volumes) {
      const path = mounts.find(({ name }) => name === volume.name)?.mountPath;
      if (path === undefined) throw new Error(`volume ${volume.name} is not mounted`);
      this.mountVolume(volume, path);
    }
  }

  applySysctls(): void {
    for (const { name, value } of this.spec.securityContext.sysctls)
      writeFileSync(join('/proc/sys', name.replaceAll('.', '/')), value);
  }

  /** Starts our containers in their order; those of the application are played by the test. */
  async start(): Promise<void> {
    for (const one of this.spec.initContainers)
      if (one.restartPolicy === undefined) this.run(one);
      else await this.startInBackground(one);
    for (const one of this.spec.containers) if (one.name in this.images.entrypoints) await this.startInBackground(one);
  }

  container(name: string): Container {
    const found = this.all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no container ${name}`);
    return found;
  }

  /** Runs a container to its end, and throws what it printed when it fails. */
  run(container: Container): void {
    const [command, ...args] = this.commandOf(container);
    execFileSync(command, args, { stdio: 'pipe', timeout: STARTUP_LIMIT_MS });
  }

  async startInBackground(container: Container, program?: string): Promise<Background> {
    const [command, ...args] = this.commandOf(container, program);
    const log = join(this.folder, `${container.name}.log`);
    const started = new Background(container.name, command, args, log, container.workingDir);
    this.running.push(started);
    const { startupProbe } = container;
    if (startupProbe !== undefined)
      await started.until('startup probe', STARTUP_LIMIT_MS, () => this.probe(startupProbe));
    return started;
  }

  /** What kubelet does when ConfigMaps changed. */
  update(manifests: readonly Manifest[]): void {
    this.manifests = manifests;
    for (const volume of this.spec.volumes)
      if (volume.configMap !== undefined) this.volumes.get(volume.name)?.exchange((to) => this.fill(volume, to));
  }

  log(name: string): string {
    return this.running.findLast((one) => one.name === name)?.log() ?? '';
  }

  /** The user and the capabilities that a running container has, as the kernel says. */
  rights(name: string): string {
    const field = this.status(name);
    return `uid ${field('Uid')}, capabilities ${hex(field('CapEff'))}, may gain some: ${field('NoNewPrivs') === '0'}`;
  }

  /** The capabilities that it could have, were its program given some. */
  bounds(name: string): string {
    return hex(this.status(name)('CapBnd'));
  }

  /** Starts a container alone, with another program, and tells its rights once it is well. */
  async end(container: Container, program?: string): Promise<string> {
    const started = await this.startInBackground(container, program);
    const rights = this.rights(container.name);
    await started.stop();
    return rights;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((one) => one.stop()));
  }

  private status(name: string): (field: string) => string {
    const pid = this.running.findLast((one) => one.name === name)?.pid; // each step of its start became the next one
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return (field) => new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  }

  private get all(): readonly Container[] {
    return [...this.spec.initContainers, ...this.spec.containers];
  }

  private mountVolume(volume: Volume, path: string): void {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path]);
    if (volume.emptyDir !== undefined) return;
    const versions = new Versions(path);
    this.volumes.set(volume.name, versions);
    versions.exchange((to) => this.fill(volume, to));
  }

  private fill({ name, configMap, projected }: Volume, folder: string): void {
    if (configMap !== undefined) {
      const found = this.manifests.find((one) => one.kind === 'ConfigMap' && one.metadata.name === configMap.name);
      if (found?.data === undefined) throw new Error(`there is no ConfigMap ${configMap.name}`);
      for (const [key, text] of Object.entries(found.data)) {
        if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) throw new Error(`${key} is no key of a ConfigMap`);
        putFile(folder, key, text);
      }
      return;
    }
    if (projected === undefined) throw new Error(`volume ${name} is of an unknown kind`);
    for (const { secret } of projected.sources)
      for (const { key, path } of secret.items) putFile(folder, path, this.secrets[secret.name][key]);
  }

  /** As the container's user, with its capabilities, and nothing of the file system but volumes and /tmp to write to. */
  private commandOf(
    { name, command, args = [], securityContext, volumeMounts = [] }: Container,
    other?: string,
  ): string[] {
    const program = other ?? (command === undefined ? this.images.entrypoints[name] : this.images.programs(command[0]));
    const closed = volumeMounts.filter(({ readOnly }) => readOnly === true).map(({ mountPath }) => mountPath);
    const readOnly = ['/', ...closed].map((path) => `mount -o remount,bind,ro ${path}`);
    const own = [program, ...(command ?? []).slice(1), ...args];
    const script = [...(securityContext.readOnlyRootFilesystem ? readOnly : []), 'exec "$@"'].join(' && ');
    return ['unshare', '--mount', 'sh', '-c', script, basename(program), ...asUser(securityContext), ...own];
  }

  private async probe({ tcpSocket, httpGet }: Probe): Promise<true | undefined> {
    if (httpGet !== undefined) {
      const { status } = await get(`http://${this.address}:${httpGet.port}${httpGet.path}`, 1000);
      return status === 200 ? true : undefined;
    }
    if (tcpSocket === undefined) throw new Error('a probe of an unknown kind');
    return new Promise((done) => {
      const socket = connect(tcpSocket.port, this.address, () => done(true));
      socket.on('error', () => done(undefined)).on('connect', () => socket.destroy());
    });
  }
}

const hex = (digits: string): string => `0x${parseInt(digits, 16).toString(16)}`;

export function podSpec(manifests: readonly Manifest[]): PodSpec {
  const pods = manifests.flatMap(({ spec }) => spec?.template.spec ?? []);
  if (pods.length !== 1) throw new Error(`${pods.length} workloads`);
  return pods[0];
}

function asUser(context: SecurityContext): string[] {
  const { runAsUser, runAsGroup, allowPrivilegeEscalation, capabilities } = context;
  if (capabilities.drop.join() !== 'ALL') throw new Error('capabilities are left');
  const kept = (capabilities.add ?? []).map((one) => `,+${one.toLowerCase()}`).join('');
  return [
    'setpriv',
    `--reuid=${runAsUser}`,
    `--regid=${runAsGroup}`,
    '--clear-groups',
    '--inh-caps=-all',
    `--bounding-set=-all${kept}`,
    ...(allowPrivilegeEscalation ? [] : ['--no-new-privs']),
  ];
}
