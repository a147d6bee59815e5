import { filesNeeded } from '../backends/envoy/needed';
import { isSecretName } from '../compile/credential';
import type { Ir, Mesh, Service } from '../ir/ir';
import type { MeshExternalServiceSpec } from '../model/mesh-external-service';

/** What `meshext list` shows, as it stands in its JSON. */

export type ServiceRow = {
  readonly mesh: string;
  /** Shown as soon as one of the meshes is in another zone than the default one. */
  readonly zone?: string;
  readonly name: string;
  readonly hostnames: readonly string[];
  readonly vip: string | null;
  readonly port: number | null;
  readonly protocol: string;
  readonly endpoints: readonly string[];
  readonly tls: string;
};

const showsZone = ({ meshes }: Ir): boolean => meshes.some(({ key, name }) => key !== name);

export const serviceRows = (ir: Ir): ServiceRow[] =>
  ir.meshes.flatMap((mesh) => mesh.services.map((service) => serviceRow(mesh, service, showsZone(ir))));

function serviceRow(mesh: Mesh, service: Service, withZone: boolean): ServiceRow {
  const { name, hostnames, vips, port, protocol, spec } = service;
  // As declared: what an endpoint with an error would lead to is not known.
  const { endpoints = [], tls } = spec as MeshExternalServiceSpec;
  return {
    mesh: mesh.name,
    ...(withZone ? { zone: mesh.zone } : {}),
    name,
    hostnames,
    vip: vips.length === 0 ? null : vips.join(', '),
    port: port ?? null,
    protocol,
    endpoints: endpoints.map(endpointText),
    tls: tls?.enabled === true ? (tls.verification?.mode ?? 'Secured') : 'off',
  };
}

function endpointText({ address = '', port }: NonNullable<MeshExternalServiceSpec['endpoints']>[number]): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export type SecretRow = {
  readonly mesh: string;
  /** As with services. */
  readonly zone?: string;
  readonly dataplane: string;
  readonly secret: string;
  readonly file: string;
};

/**
 * What is needed, as it is shown: an egress stands among the dataplanes. What can be no name has a finding, and is left out:
 * it may be a key in the wrong place.
 */
export const secretRows = (ir: Ir): SecretRow[] =>
  filesNeeded(ir)
    .filter(({ secret }) => isSecretName(secret))
    .map(({ mesh, zone, proxy, secret, file }) => ({
      mesh,
      ...(showsZone(ir) ? { zone } : {}),
      dataplane: proxy,
      secret,
      file,
    }));
