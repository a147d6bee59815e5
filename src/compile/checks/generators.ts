import {
  generatorUnused,
  zoneInClusterDomain,
  zoneInvalid,
  zoneTopLevel,
  zoneUnknown,
} from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { computedLabels } from '../../model/metadata';
import { type HostnameGeneratorResource, type Model, at, meshKey } from '../../model/model';
import { selects } from '../hostnames';
import { groupBy, once } from '../order';
import { isZoneName, zoneOf } from '../zones';

/** Generators for external services that select none. */
export function checkSelectors({ generators, meshes, services }: Model): Diagnostic[] {
  const servicesOf = groupBy(services, ({ mesh }) => mesh);
  const candidates = meshes.map((mesh) => ({
    zone: mesh.zone,
    labels: (servicesOf.get(meshKey(mesh.name, mesh.zone)) ?? []).map((service) =>
      once(() => computedLabels(service, mesh)),
    ),
  }));
  return generators.flatMap((generator) => {
    const selector = generator.spec.selector?.meshExternalService;
    if (selector === undefined) return [];
    const isUsed = candidates
      .filter(({ zone }) => generator.zone === undefined || generator.zone === zone)
      .some(({ labels }) => labels.some((one) => selects(selector.matchLabels ?? {}, one())));
    return isUsed ? [] : [generatorUnused(at(generator, 'spec.selector.meshExternalService'))];
  });
}

/** The zone of a generator that gives hostnames: what it takes away from everybody who asks our name server. */
export function checkZone(generator: HostnameGeneratorResource): Diagnostic[] {
  const zone = zoneOf(generator);
  if (zone === undefined) return [zoneUnknown(at(generator, 'spec.template'), generator.spec.template ?? '')];
  const place = at(generator, generator.dnsZone === undefined ? 'spec.template' : 'dnsZone');
  if (!isZoneName(zone)) return [zoneInvalid(place, zone)];
  if (!zone.includes('.')) return [zoneTopLevel(place, zone)];
  return isWithin(zone, 'cluster.local') ? [zoneInClusterDomain(place, zone)] : [];
}

export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
