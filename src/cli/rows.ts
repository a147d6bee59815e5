import type { Credential, Ir, Proxy, Service } from '../ir/ir';
import type { MeshExternalServiceSpec } from '../model/mesh-external-service';

/** What `meshext list` shows, as it stands in its JSON. */

export type ServiceRow = {
  readonly mesh: string;
  readonly name: string;
  readonly hostnames: readonly string[];
  readonly vip: string | null;
  readonly port: number | null;
  readonly protocol: string;
  readonly endpoints: readonly string[];
  readonly tls: string;
};

export const serviceRows = ({ meshes }: Ir): ServiceRow[] =>
  meshes.flatMap((mesh) => mesh.services.map((service) => serviceRow(mesh.name, service)));

function serviceRow(mesh: string, { name, hostnames, vips, port, protocol, spec }: Service): ServiceRow {
  // As declared: what an endpoint with an error would lead to is not known.
  const { endpoints = [], tls } = spec as MeshExternalServiceSpec;
  return {
    mesh,
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
  readonly dataplane: string;
  readonly secret: string;
  readonly file: string;
};

/** The secrets of all services that a dataplane leads to. */
export function secretRows(
  { meshes }: Ir,
  reached: (proxy: Proxy) => readonly Service[],
  fileOf: (secretsDir: string, name: string) => string,
): SecretRow[] {
  const onHosts = meshes.filter(({ delivery }) => delivery.hosts);
  return onHosts.flatMap(({ name: mesh, proxies }) =>
    proxies.flatMap((proxy) =>
      [...new Set(reached(proxy).flatMap(secretsOf))]
        .sort()
        .map((secret) => ({ mesh, dataplane: proxy.name, secret, file: fileOf(proxy.secretsDir, secret) })),
    ),
  );
}

function secretsOf({ upstream }: Service): string[] {
  const { client, authority } = upstream?.tls ?? {};
  const credentials = [client?.certificate, client?.key, authority];
  return credentials.flatMap((one) => (isSecret(one) ? [one.name] : []));
}

const isSecret = (
  one: Credential | { readonly kind: 'system' } | undefined,
): one is Extract<Credential, { readonly kind: 'secret' }> => one?.kind === 'secret';
