import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { parse, stringify } from 'yaml';
import { isError } from '../../../src/diagnostics/diagnostic';
import type { Ir, Proxy, ZoneEgress } from '../../../src/ir/ir';
import type { Input } from '../../../src/model/load';
import { toYamlDocuments } from '../../yaml-text';
import { type Result, run } from '../../run';
import { putFile } from '../../written';
import type { Authority, Identity } from '../certificates';
import { type TcpAnswer, collect } from '../clients/tcp';
import { Envoy } from '../envoy';
import { type Document, MESH, put } from '../lab';

/** Proxies and zone egresses of declared meshes, with all their files in one folder. */

export const CASE = join(__dirname, '../../cases/zone-egress');

/** The declarations of the golden case, and its options. */
export const caseInputs = (): Input[] =>
  readdirSync(CASE, { withFileTypes: true })
    .filter((one) => one.isFile() && one.name !== 'meshext.yaml')
    .map(({ name }) => ({ file: name, text: readFileSync(join(CASE, name), 'utf8') }));

export const documents = (all: readonly Document[]): Input => ({ file: 'more.yaml', text: toYamlDocuments(all) });

/** A mesh whose services are reached through one egress. */
export const MESH_WITH_EGRESS: readonly Document[] = [
  {
    type: 'Mesh',
    name: MESH,
    mtls: { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] },
    routing: { zoneEgress: true },
  },
  {
    type: 'ZoneEgress',
    name: 'egress',
    zone: 'default',
    networking: { address: '127.0.9.1', port: 10002, admin: { port: 9911 } },
  },
];

export class Lab {
  readonly ir: Ir;
  readonly tree: string;

  /** `options`: of the meshes, by their names; `services`: by mesh and name. @throws with all findings when one is an error */
  constructor(
    private readonly folder: string,
    inputs: readonly Input[],
    {
      meshes = {},
      services = {},
      ...more
    }: { meshes?: Record<string, object>; services?: Record<string, object>; capture?: string } = {},
  ) {
    const envoy = { configDir: join(folder, 'dist/envoy'), secretsDir: join(folder, 'secrets') };
    const names = inputs.flatMap(({ text }) => kinds(text));
    const of = (kind: string, more: Record<string, object> = {}) =>
      Object.fromEntries(
        names.filter((one) => one.type === kind).map(({ name }) => [name, { envoy, ...more[name] }] as const),
      );
    const options = { meshes: withEnvoy(of('Mesh', meshes), more), zoneEgresses: of('ZoneEgress'), services };
    const result: Result = run(inputs, stringify(options), undefined, ['envoy', 'coredns', 'hosts']);
    const errors = result.diagnostics.filter(isError);
    if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
    this.ir = result.ir;
    this.tree = put(join(folder, 'dist'), result);
  }

  get proxies(): readonly Proxy[] {
    return this.ir.meshes.flatMap(({ proxies }) => proxies);
  }

  /** Gives every proxy, and the egresses, what they are in the mesh. */
  issue(mesh: string, authority: Authority): void {
    for (const proxy of this.ir.meshes.filter(({ name }) => name === mesh).flatMap(({ proxies }) => proxies))
      this.putIdentity(mesh, proxy.name, authority.memberIdentity(urisOf(mesh, proxy)), authority);
    this.putIdentity(mesh, 'ZoneEgress', authority.memberIdentity([`spiffe://${mesh}/zone-egress`]), authority);
  }

  putIdentity(mesh: string, name: string, { cert, key }: Identity, { certificate }: Authority): void {
    const files = { 'tls.crt': cert, 'tls.key': key, 'ca.crt': certificate };
    for (const [file, text] of Object.entries(files))
      putFile(this.folder, `secrets/identities/${mesh}/${name}/${file}`, text);
  }

  putSecret(mesh: string, name: string, text: string): void {
    putFile(this.folder, `secrets/${mesh}/${name}/value`, text);
  }

  start({ mesh, name }: Proxy): Promise<Envoy> {
    return Envoy.start(join(this.tree, 'envoy', mesh, name, 'bootstrap.json'), this.folder);
  }

  startEgress({ key, name }: ZoneEgress): Promise<Envoy> {
    return Envoy.start(join(this.tree, 'envoy', key, name, 'bootstrap.json'), this.folder);
  }
}

const withEnvoy = (meshes: Record<string, { envoy: object }>, more: object) =>
  Object.fromEntries(Object.entries(meshes).map(([name, one]) => [name, { ...one, envoy: { ...one.envoy, ...more } }]));

/** As docs/zone-egress.md says. */
export const urisOf = (mesh: string, { tags }: Pick<Proxy, 'tags'>): string[] => [
  ...tags['kuma.io/service'].map((service) => `spiffe://${mesh}/${service}`),
  ...Object.entries(tags).flatMap(([key, values]) => values.map((value) => `kuma://${key}/${value}`)),
];

const kinds = (text: string): { readonly type: string; readonly name: string }[] =>
  text
    .split(/^---$/m)
    .map((one) => parse(one) as { type: string; name: string } | null)
    .flatMap((one) => one ?? []);

export const words = ({ received, ended }: TcpAnswer): string => `${received.length} bytes, ${ended}`;

interface Hand {
  readonly servername?: string;
  readonly identity?: Identity;
}

/** A client that talks to the egress on 127.0.9.1 with its own TLS. */
export function hand({ servername = '', identity }: Hand, sent = 'hello', expected = sent.length): Promise<string> {
  const socket = connectTls({
    host: '127.0.9.1',
    port: 10002,
    servername,
    rejectUnauthorized: false,
    ALPNProtocols: ['kuma'],
    ...identity,
  });
  if (sent !== '') socket.write(sent);
  return collect(socket, expected, 3000).then(words, (error: NodeJS.ErrnoException) => `refused, ${error.code}`);
}
