import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../../tools';
import { get } from '../clients/http';
import { listServices } from '../clients/reflection';
import { exchange } from '../clients/tcp';
import { EXAMPLE_SECRETS } from '../cluster/pods';
import type { Manifest } from '../pod/manifests';
import { Pod } from '../pod/pod';
import { until } from '../poll';
import type { PodSeen, SeenOver } from './both.result';
import { SERVICES, type Service } from './gateway.result';

/** Run in the namespaces of a pod: starts its sidecar, where it has one, and then asks as its application does. */

const LIMIT_MS = 6000;
const STARTUP_LIMIT_MS = 30_000;
const names = Object.keys(SERVICES) as Service[];
const [folder, address, manifests] = process.argv.slice(2);

/** `file`: the manifests of its namespace. */
async function startSidecar(file: string): Promise<Pod> {
  const own = join(folder, 'resolv.conf');
  writeFileSync(own, '');
  execFileSync('mount', ['--bind', own, '/etc/resolv.conf']);
  const entrypoints = { 'meshext-coredns': tool('coredns'), 'meshext-envoy': tool('envoy') };
  const secrets = Object.fromEntries(
    readdirSync(EXAMPLE_SECRETS).map((name) => [
      name,
      { value: readFileSync(join(EXAMPLE_SECRETS, name, 'value'), 'utf8') },
    ]),
  );
  const all = JSON.parse(readFileSync(file, 'utf8')) as Manifest[];
  const pod = new Pod(folder, address, all, secrets, { entrypoints, programs: tool });
  pod.prepare();
  pod.applySysctls();
  await pod.start();
  return pod;
}

const addressOf = async (service: Service, family: 4 | 6): Promise<string> =>
  (await lookup(`${service}.svc.meshext.local`, { family })).address;

async function reach(service: Service, family: 4 | 6): Promise<string> {
  const found = await addressOf(service, family);
  const place = `${family === 6 ? `[${found}]` : found}:${SERVICES[service]}`;
  if (service.includes('http')) {
    const headers = { host: `${service}.svc.meshext.local` };
    return `status ${(await get(`http://${place}/get`, LIMIT_MS, { headers })).status}`;
  }
  if (service.includes('grpc')) return (await listServices(place, LIMIT_MS)).length > 0 ? 'listed' : 'empty';
  return (await exchange(found, SERVICES[service], Buffer.from('hello'), LIMIT_MS)).ended;
}

async function look(family: 4 | 6): Promise<SeenOver> {
  const ended = await Promise.all(
    names.map(async (one) => [one, await reach(one, family).catch((error: unknown) => String(error))] as const),
  );
  return {
    services: Object.fromEntries(ended) as SeenOver['services'],
    addresses: await Promise.all(names.map((one) => addressOf(one, family))),
  };
}

async function seen(): Promise<PodSeen> {
  const sidecar = manifests === undefined ? undefined : await startSidecar(manifests);
  try {
    // Names of upstreams are looked up in the background, once Envoy listens.
    const first = async (): Promise<true | undefined> => (await reach('mes-tcp', 4)) === 'complete' || undefined;
    await until('the first service', STARTUP_LIMIT_MS, first);
    const all = { ip: await look(4), ip6: await look(6) };
    await sidecar?.stop(); // which makes Envoy write the rest of its log
    return { ...all, log: sidecar?.log('meshext-envoy') ?? '' };
  } finally {
    await sidecar?.stop();
  }
}

seen()
  .then((result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)))
  .catch((error: unknown) => process.stderr.write(String(error), () => process.exit(1)));
