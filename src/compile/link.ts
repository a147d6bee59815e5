import type { Diagnostic } from '../diagnostics/diagnostic';
import { hostnameMissing } from '../diagnostics/catalog';
import type { Protocol, Service } from '../ir/ir';
import { DEFAULT_KUMA_VERSION, type MeshDeclaration, type MeshExternalServiceResource } from '../model/model';
import { declared } from './declared';
import { type Hostname, distinctNames } from './hostnames';
import type { AccessTo } from './permissions';
import { upstreamOf } from './upstreams';

/** A service as it is declared and as proxies need it, and its names. */
export interface NamedService {
  readonly resource: MeshExternalServiceResource;
  readonly service: Service;
  readonly hostnames: readonly Hostname[];
}

/** The same, with what was found of it. */
export interface Linked extends NamedService {
  readonly found: readonly Diagnostic[];
}

/** What is known of all services together. */
interface Around {
  readonly access: AccessTo;
  /** What has a hostname in some zone. */
  readonly elsewhere: ReadonlySet<MeshExternalServiceResource>;
}

/** `given` is absent when no generator speaks of the service; empty when none of those that do can name it. */
export function link(
  resource: MeshExternalServiceResource,
  vips: readonly string[],
  given: readonly Hostname[] | undefined,
  mesh: MeshDeclaration | undefined,
  { access, elsewhere }: Around,
): Linked {
  const hostnames = given ?? [];
  const upstream = upstreamOf(resource, mesh ?? { compatibility: 'none', kumaVersion: DEFAULT_KUMA_VERSION });
  const { match: { port, protocol = 'tcp' } = {}, extension } = resource.spec;
  const { original } = resource;
  const service: Service = {
    hostnames: distinctNames(hostnames),
    vips,
    ...declared(resource),
    ...(port === undefined ? {} : { port }),
    protocol: protocol as Protocol,
    ...(extension === undefined ? {} : { extension: extension.type ?? '' }),
    ...(upstream === undefined ? {} : { upstream }),
    ...access(resource, mesh),
    ...(original === undefined
      ? {}
      : { original: { ...declared(original.resource), namesInZones: original.namesInZones } }),
  };
  const zone = original !== undefined && elsewhere.has(original.resource) ? mesh?.zone : undefined;
  const unnamed = given === undefined ? [hostnameMissing(resource.place, zone)] : [];
  return { resource, service, hostnames, found: unnamed };
}
