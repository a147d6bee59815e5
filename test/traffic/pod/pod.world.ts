import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { chmodSync, copyFileSync, readFileSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureRules, SidecarForm, XdsMode } from '../../../src';
import { tool } from '../../tools';
import { putFile } from '../../written';
import { Background } from '../background';
import { get } from '../clients/http';
import { listServices } from '../clients/reflection';
import { exchange } from '../clients/tcp';
import { ip, prepareNetwork } from '../lab';
import { until } from '../poll';
import { Port, echo } from '../servers/port';
import { HOSTS, SourceExampleServers } from '../source-example.servers';
import { runWorld, type World } from '../world';
import { CLUSTER_DNS, ZONE, type Variant, manifestsOf } from './app';
import { Pod } from './pod';
import type { PodResult } from './pod.result';

const LIMIT_MS = 10_000;
const POD_IP = '198.51.100.1';
const OUTSIDE = '203.0.113.7';
const OUTSIDE_V6 = '2001:db8:7::7';
const EXAMPLE_SECRETS = 'examples/source/secrets';

runWorld(async (world) => {
  const [rules, form, xds, capability] = (process.env['POD'] ?? '').split(' ');
  const variant = {
    rules: rules as CaptureRules,
    form: form as SidecarForm,
    xds: xds as XdsMode,
    fileCapability: capability !== 'without-file-capability',
  };
  prepare(world);
  const servers = await SourceExampleServers.start(world.folder);
  const outside = await Promise.all([OUTSIDE, OUTSIDE_V6].map((address) => Port.listen(address, 4242, echo)));
  writeFileSync('/etc/ssl/certs/ca-certificates.crt', servers.authority.certificate);
  const clusterDns = startClusterDns(world.folder);
  const pod = new Pod(world.folder, POD_IP, manifestsOf(variant), secrets(), images);
  try {
    await clusterDns.until('an answer', LIMIT_MS, () => answerOf(CLUSTER_DNS));
    pod.prepare();
    const coreDns = await ends(pod, officialCoreDns(world.folder));
    await pod.start();
    return { ...coreDns, ...rights(pod), ...(await reached()), ...(await swapped(pod, variant)) } satisfies PodResult;
  } finally {
    await pod.stop();
    await clusterDns.stop();
    for (const one of outside) one.close();
    servers.stop();
  }
});

/** A file system that can be written to without a trace outside, and a network that leads nowhere. */
function prepare(world: World): void {
  const [upper, work] = ['upper', 'work'].map((name) => join(world.folder, name));
  for (const folder of [upper, work]) mkdirSync(folder);
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=/etc,upperdir=${upper},workdir=${work}`, '/etc']);
  prepareNetwork();
  ip('route', 'replace', 'default', 'via', '198.51.100.254');
  ip('-6', 'route', 'replace', 'default', 'dev', 'outside');
  for (const address of [CLUSTER_DNS, OUTSIDE]) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  ip('addr', 'add', `${OUTSIDE_V6}/128`, 'dev', 'lo', 'nodad');
}

const images = { entrypoints: { 'meshext-coredns': tool('coredns'), 'meshext-envoy': tool('envoy') }, programs: tool };

/** CoreDNS with the file capability that its own image gives it. */
function officialCoreDns(folder: string): string {
  const program = join(folder, 'coredns');
  copyFileSync(tool('coredns'), program);
  chmodSync(program, 0o755);
  execFileSync('setcap', ['cap_net_bind_service=+ep', program]);
  return program;
}

const secrets = () =>
  Object.fromEntries(
    readdirSync(EXAMPLE_SECRETS).map((name) => [
      name,
      { value: readFileSync(join(EXAMPLE_SECRETS, name, 'value'), 'utf8') },
    ]),
  );

/** What stands for the name server of the cluster: it knows the upstreams, and a Service beside the workload. */
function startClusterDns(folder: string): Background {
  const names = [...Object.entries(HOSTS), ['cart.shop.svc.cluster.local', '10.96.0.20'] as const];
  const hosts = names.map(([name, address]) => `    ${address} ${name}`).join('\n');
  putFile(folder, 'cluster/zone', '. 5 IN SOA ns.invalid. hostmaster.invalid. 1 60 30 600 5\n. 5 IN NS ns.invalid.\n');
  const lines = [`bind ${CLUSTER_DNS}`, `hosts {\n${hosts}\n    fallthrough\n  }`, 'file zone', 'errors'];
  putFile(folder, 'cluster/Corefile', `.:53 {\n  ${lines.join('\n  ')}\n}\n`);
  const place = join(folder, 'cluster');
  return new Background('cluster DNS', tool('coredns'), ['-conf', 'Corefile'], join(folder, 'cluster.log'), place);
}

async function answerOf(server: string): Promise<true | undefined> {
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([server]);
  return (await resolver.resolve4('httpbin.org')).length > 0 ? true : undefined;
}

/** How CoreDNS starts: without a file capability it needs the sysctl; with one, that capability in its bounds. */
async function ends(pod: Pod, official: string): Promise<PodResult> {
  const own = pod.container('meshext-coredns');
  const dropped = { ...own, securityContext: { ...own.securityContext, capabilities: { drop: ['ALL'] } } };
  const end = (one: typeof own, program?: string): Promise<string> => pod.end(one, program).catch(reason);
  const before = await end(own);
  pod.applySysctls();
  return {
    'CoreDNS without the sysctl': before,
    'CoreDNS, with the sysctl and no capability at all': await end(dropped),
    'CoreDNS of its own image, with no capability at all': await end(dropped, official),
    'CoreDNS of its own image': await end(own, official),
  };
}

const reason = (error: unknown): string =>
  /permission denied|operation not permitted/i.exec(String(error))?.[0].toLowerCase() ?? String(error);

/** User and capabilities of what runs, as the kernel says. */
function rights(pod: Pod): PodResult {
  return {
    'CoreDNS runs as': pod.rights('meshext-coredns'),
    'CoreDNS could have the capabilities': pod.bounds('meshext-coredns'),
    'Envoy runs as': pod.rights('meshext-envoy'),
  };
}

const nameOf = (service: string): string => `${service}.${ZONE}`;
const words = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
const said = (one: Promise<string>): Promise<string> => one.catch(words);

const tcp = async (host: string, port: number): Promise<string> => {
  const { received, ended } = await exchange(host, port, Buffer.from('hello'), LIMIT_MS);
  return received.length === 0 && ['closed', 'reset'].includes(ended) ? 'cut' : `${received.toString()} ${ended}`;
};
/** The address that a name has in one family, as it stands in a URL. */
type Family = 4 | 6;
const addressOf = async (service: string, family: Family): Promise<string> =>
  (await lookup(nameOf(service), { family })).address;
const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const http = async (service: string, family: Family): Promise<string> => {
  const url = `http://${inUrl(await addressOf(service, family))}/get`;
  const { status, body } = await get(url, LIMIT_MS, { headers: { host: nameOf(service) } });
  return `${status} ${(JSON.parse(body) as { readonly host: string }).host}`;
};
const grpc = async (service: string, port: number, family: Family): Promise<string> => {
  const target = `${inUrl(await addressOf(service, family))}:${port}`;
  return (await listServices(target, LIMIT_MS)).filter((one) => one.startsWith('meshext')).join();
};
const tcpOver = async (service: string, port: number, family: Family): Promise<string> =>
  tcp(await addressOf(service, family), port);

async function services(family: Family): Promise<PodResult> {
  const over = `over IPv${family}`;
  return {
    [`mes-tcp ${over}`]: await said(tcpOver('mes-tcp', 4242, family)),
    [`mes-tcp-tls ${over}`]: await said(tcpOver('mes-tcp-tls', 4243, family)),
    [`mes-tcp-mtls ${over}`]: await said(tcpOver('mes-tcp-mtls', 4244, family)),
    [`mes-http ${over}`]: await said(http('mes-http', family)),
    [`mes-https ${over}`]: await said(http('mes-https', family)),
    [`mes-grpc ${over}`]: await said(grpc('mes-grpc', 9000, family)),
    [`mes-grpcs ${over}`]: await said(grpc('mes-grpcs', 9001, family)),
  };
}

async function reached(): Promise<PodResult> {
  // Envoy listens before it has looked up the names of all upstreams.
  await until(
    'the first upstream',
    LIMIT_MS,
    async () => (await said(tcp(nameOf('mes-tcp'), 4242))) !== 'cut' || undefined,
  );
  return {
    ...(await services(4)),
    ...(await services(6)),
    'a service that it may not reach': await said(tcp(nameOf('not-for-web'), 7000)),
    'an address outside the VIP range': await said(tcp(OUTSIDE, 4242)),
    'an IPv6 address outside the VIP range': await said(tcp(OUTSIDE_V6, 4242)),
    'a VIP of nobody': await said(tcp('242.255.255.1', 4242)),
    'an IPv6 VIP of nobody': await said(tcp('fd00:242::ffff:1', 4242)),
    'a short name of the cluster': await said(lookup('cart').then(({ address }) => address)),
    'a name outside': await said(lookup('httpbin.org').then(({ address }) => address)),
  };
}

/** ConfigMaps change under the pod; kubelet exchanges them. */
async function swapped(pod: Pod, variant: Variant): Promise<PodResult> {
  const before = await said(tcp(nameOf('added'), 7000));
  pod.update(manifestsOf(variant, true));
  const after = await until('the new service', 3 * LIMIT_MS, async () => {
    const answer = await said(tcp(nameOf('added'), 7000));
    return answer === before ? undefined : answer;
  }).catch(String);
  return { 'a service before it was added': before, 'a service once it was added': after };
}
