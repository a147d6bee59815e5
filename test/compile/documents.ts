import { compile } from '../../src/compile/compile';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import type { DnsZone, Mesh, Proxy, Service } from '../../src/ir/ir';
import { KINDS, isKind } from '../../src/model/kinds';
import { load } from '../../src/model/load';
import { type MeshDeclaration, type Model, meshKey } from '../../src/model/model';

/** Kuma documents for tests, and what a compile makes of them. */

export type Json = Readonly<Record<string, unknown>>;
export type Form = 'universal' | 'kubernetes';
export const FORMS: readonly Form[] = ['universal', 'kubernetes'];

interface Head {
  readonly mesh?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly form?: Form;
}

export const SERVICE_SPEC: Json = {
  match: { port: 80, protocol: 'tcp' },
  endpoints: [{ address: '192.0.2.1', port: 8080 }],
};

/** A service that nothing is wrong with, but for what `spec` changes. */
export const service = (name: string, spec: Json = {}, head: Head = {}): Json =>
  document('MeshExternalService', name, { spec: { ...SERVICE_SPEC, ...spec } }, head);

export const generator = (name: string, template: string, matchLabels: Json = {}, form?: Form): Json => {
  const spec = { selector: { meshExternalService: { matchLabels } }, template };
  return document('HostnameGenerator', name, { spec }, form === undefined ? {} : { form });
};

export const NETWORKING: Json = {
  address: '192.0.2.50',
  inbound: [{ port: 8080, servicePort: 80, serviceAddress: '127.0.0.1', tags: { 'kuma.io/service': 'web' } }],
};

export function dataplane(name: string, networking: Json = {}, head: Head = {}): Json {
  const body = { networking: { ...NETWORKING, ...networking } };
  return document('Dataplane', name, head.form === 'kubernetes' ? { spec: body } : body, head);
}

export function document(kind: string, name: string, body: Json, head: Head = {}): Json {
  const { mesh = 'default', labels = {}, form = 'universal' } = head;
  const inMesh = isKind(kind) && KINDS[kind].inMesh;
  const scoped = inMesh ? { mesh } : {};
  if (form === 'universal') return { type: kind, ...scoped, name, labels, ...body };
  const onMesh = inMesh && kind !== 'Dataplane' ? { 'kuma.io/mesh': mesh } : {};
  const metadata = { name, namespace: 'kuma-system', labels: { ...labels, ...onMesh } };
  return { apiVersion: 'kuma.io/v1alpha1', kind, ...(kind === 'Dataplane' ? { mesh } : {}), metadata, ...body };
}

/** The documents as a model; `mesh` changes every mesh of it, and `zone` binds all that is in them. */
export function modelOf(documents: readonly Json[], mesh: Partial<MeshDeclaration> = {}): Model {
  const { model } = load([{ file: 'test.yaml', text: documents.map((one) => JSON.stringify(one)).join('\n---\n') }]);
  const zone = mesh.zone ?? 'default';
  const inZone = <T extends { readonly mesh: string }>(one: T): T => ({ ...one, mesh: meshKey(one.mesh, zone) });
  return {
    ...model,
    meshes: model.meshes.map((one) => ({ ...one, ...mesh })),
    services: model.services.map(inZone),
    dataplanes: model.dataplanes.map(inZone),
    passthroughs: model.passthroughs.map(inZone),
    trafficPermissions: model.trafficPermissions.map(inZone),
    zoneEgresses: model.zoneEgresses.map((one) => ({ ...one, zone })),
  };
}

/** Several models as one. */
export const together = (...models: readonly Model[]): Model => ({
  meshes: models.flatMap((one) => one.meshes),
  services: models.flatMap((one) => one.services),
  generators: models.flatMap((one) => one.generators),
  dataplanes: models.flatMap((one) => one.dataplanes),
  passthroughs: models.flatMap((one) => one.passthroughs),
  trafficPermissions: models.flatMap((one) => one.trafficPermissions),
  zoneEgresses: models.flatMap((one) => one.zoneEgresses),
  sidecars: models.flatMap((one) => one.sidecars),
  secrets: models.flatMap((one) => one.secrets),
  allowances: models.flatMap((one) => one.allowances),
});

/** One line for each finding: `severity code name field`. */
export const brief = (found: readonly Diagnostic[]): string[] =>
  found.map(({ severity, code, at }) => [severity, code, at.name, at.field].filter((part) => part).join(' '));

export const findings = (model: Model): string[] => brief(compile(model).diagnostics);

export const errors = (model: Model): string[] => findings(model).filter((line) => line.startsWith('error '));

export function meshIn(model: Model, key = 'default'): Mesh {
  const mesh = compile(model).ir.meshes.find((one) => one.key === key);
  if (mesh === undefined) throw new Error(`no mesh ${key}`);
  return mesh;
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

export const serviceIn = (model: Model, name: string, key?: string): Service =>
  named(meshIn(model, key).services, name);
/** The address of a service; '' when it has none. */
export const vipOf = ({ vips: [first = ''] }: Service): string => first;

export const proxyIn = (model: Model, name: string, key?: string): Proxy => named(meshIn(model, key).proxies, name);
export const zoneIn = (model: Model, name: string, key?: string): DnsZone => named(meshIn(model, key).zones, name);
