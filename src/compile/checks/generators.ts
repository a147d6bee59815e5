import {
  generatorUnused,
  zoneInClusterDomain,
  zoneInvalid,
  zoneTopLevel,
  zoneUnknown,
} from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { type HostnameGeneratorResource, type Model, at } from '../../model/model';
import { type LabelledIn, selected } from '../hostnames';
import { isZoneName, zoneOf } from '../zones';

/** Generators for external services that select none. */
export const checkSelectors = ({ generators }: Model, labelledIn: LabelledIn): Diagnostic[] =>
  generators
    .filter((one) => one.spec.selector?.meshExternalService !== undefined && selected(one, labelledIn).next().done)
    .map((one) => generatorUnused(at(one, 'spec.selector.meshExternalService')));

/** The zone of a generator that gives hostnames: what it takes away from everybody who asks our name server. */
export function checkZone(generator: HostnameGeneratorResource): Diagnostic[] {
  const zone = zoneOf(generator);
  if (zone === undefined) return [zoneUnknown(at(generator, 'spec.template'), generator.spec.template ?? '')];
  const place = at(generator, generator.dnsZone === undefined ? 'spec.template' : 'dnsZone');
  if (!isZoneName(zone)) return [zoneInvalid(place, zone)];
  if (!zone.includes('.')) return [zoneTopLevel(place, zone)];
  return isWithin(zone, 'cluster.local') ? [zoneInClusterDomain(place, zone)] : [];
}

const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
