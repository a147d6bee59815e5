import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrafficExpectation } from '../../src/constructs/mesh-testing';
import { isError } from '../../src/diagnostics/diagnostic';
import type { Ir } from '../../src/ir/ir';
import { toYaml } from '../../src/yaml';
import { toYamlDocuments } from '../yaml-text';
import { type Result, run } from '../run';
import { tool } from '../tools';
import { putFile } from '../written';
import { Background } from './background';

/** What worlds have in common: an output tree for their declarations, on a host that is told what the tree says. */

export const MESH = 'default';
export const ZONE = 'mesh.internal';
export const ADMIN_PORT = 9901;
export const INBOUND_PORT = 18000;
export const APPLICATION_PORT = 18001;
/** The address of the server that stands for all other name servers. */
export const RESOLVER = '127.0.0.1:5353';

/** A declaration, as it stands in YAML. */
export type Document = Readonly<Record<string, unknown>>;

/** Gives every service a name in the zone of the labs. */
export const generator: Document = {
  type: 'HostnameGenerator',
  name: 'all',
  spec: { selector: { meshExternalService: {} }, template: `{{ .DisplayName }}.${ZONE}` },
};
export const service = (name: string, spec: object): Document => ({
  type: 'MeshExternalService',
  name,
  mesh: MESH,
  spec,
});

/** `outbounds`: the services by the ports that lead to them. */
export const dataplane = (name: string, outbounds: Readonly<Record<number, string>> = {}): Document => ({
  type: 'Dataplane',
  name,
  mesh: MESH,
  networking: {
    address: '127.0.0.1',
    inbound: [{ port: INBOUND_PORT, servicePort: APPLICATION_PORT, tags: { 'kuma.io/service': name } }],
    outbound: Object.entries(outbounds).map(([port, to]) => ({
      port: Number(port),
      backendRef: { kind: 'MeshExternalService', name: to },
    })),
    admin: { port: ADMIN_PORT },
  },
});

/**
 * What the declarations mean, and the files for them.
 *
 * @throws with all findings when one of them is an error
 */
export function judged(documents: readonly Document[], options: object): Result {
  const input = { file: 'lab.yaml', text: toYamlDocuments(documents) };
  const result = run([input], toYaml(options), undefined, ['envoy', 'coredns', 'hosts']);
  const errors = result.diagnostics.filter(isError);
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return result;
}

/** Writes an output tree. */
export function put(root: string, { artifacts }: Result): string {
  for (const { path, text } of artifacts) putFile(root, path, text);
  return root;
}

/**
 * Writes the output tree of the declarations.
 *
 * @throws as `judged`
 */
export const writeTree = (root: string, documents: readonly Document[], options: object): string =>
  put(root, judged(documents, options));

/** What users' tests get from MeshTesting; the way to it from what YAML means is not published. */
export const expectationOf = (ir: Ir): TrafficExpectation =>
  (TrafficExpectation as unknown as { _of(ir: Ir): TrafficExpectation })._of(ir);

/** Where the files of a proxy stand in a tree. */
export const filesOf = (tree: string, proxy: string): string => join(tree, 'envoy', MESH, proxy);

/** A network that leads nowhere, and addresses for servers. */
export function prepareNetwork(): void {
  ip('link', 'add', 'outside', 'type', 'veth', 'peer', 'name', 'nobody');
  ip('link', 'set', 'outside', 'arp', 'off', 'up');
  ip('link', 'set', 'nobody', 'up');
  ip('addr', 'add', '198.51.100.1/24', 'dev', 'outside');
  ip('addr', 'add', '2001:db8::1/64', 'dev', 'outside', 'nodad');
  for (const last of ['1', '2', '3']) ip('addr', 'add', `fd00::${last}/64`, 'dev', 'lo', 'nodad');
}

/** Does what the files of a proxy say that its host needs. */
export function applyCapture(files: string, mode: string): void {
  if (mode.startsWith('redirect')) {
    ip('route', 'replace', 'default', 'via', '198.51.100.254');
    ip('-6', 'route', 'replace', 'default', 'dev', 'outside');
  }
  if (mode === 'local-route') execFileSync('sh', [join(files, 'route.sh')]);
  if (mode === 'redirect') execFileSync(tool('nft'), ['-f', join(files, 'capture.nft')]);
  if (mode === 'redirect-iptables') restore('iptables', files);
}

/** Loads the rules of one family, beside those that are there. */
export function restore(family: 'iptables' | 'ip6tables', files: string): void {
  const input = readFileSync(join(files, `capture.${family}`));
  execFileSync(tool(`${family}-restore`), ['--noflush'], { input });
}

export const ip = (...args: readonly string[]): void => void execFileSync('ip', args);

type Addresses = Readonly<Record<string, readonly string[]>>;

/** Our CoreDNS for the mesh, run as written. */
export function startOwnNames(folder: string, tree: string): Background {
  return coreDns('own', folder, join(tree, 'coredns', MESH));
}

/** A name server for all other names; it reads the file of names again within a second. */
export function startOtherNames(folder: string, names: Addresses): Background {
  writeNames(folder, names);
  const [address, port] = RESOLVER.split(':');
  const hosts = `hosts ${join(folder, 'others/names')} {\n    ttl 1\n    reload 200ms\n  }`;
  putFile(folder, 'others/Corefile', `.:${port} {\n  bind ${address}\n  ${hosts}\n  errors\n  log\n}\n`);
  return coreDns('others', folder, join(folder, 'others'));
}

export function writeNames(folder: string, names: Addresses): void {
  const lines = Object.entries(names).flatMap(([name, all]) => all.map((address) => `${address} ${name}`));
  putFile(folder, 'others/names', `${lines.join('\n')}\n`);
}

const coreDns = (name: string, folder: string, place: string): Background =>
  new Background(`CoreDNS (${name})`, tool('coredns'), ['-conf', 'Corefile'], join(folder, `${name}.log`), place);
