import { zoneLabelMissing, zoneLabelUnknown } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { entry } from './field-path';
import { LABEL, isGlobal } from './metadata';
import {
  type DataplaneResource,
  type MeshScoped,
  type Model,
  type Resource,
  type ZoneEgressResource,
  at,
  meshKey,
} from './model';

/**
 * A model that was declared in one zone, in several: each resource in the zone that its label names. Without the label a
 * resource is in all of them, as what is applied to every zone's control plane; but a proxy runs in one.
 */
export function inZones(model: Model, zones: readonly string[]): Model {
  const names = new Map(model.meshes.map(({ name, zone }) => [meshKey(name, zone), name]));
  const placed = <T extends MeshScoped>(one: T, own: readonly string[]): T[] => {
    const name = names.get(one.mesh);
    return name === undefined ? [one] : own.map((zone) => ({ ...one, mesh: meshKey(name, zone) }));
  };
  const byLabel = <T extends MeshScoped & Resource<unknown>>(one: T): T[] => placed(one, zonesOf(one, zones));
  return {
    ...model,
    meshes: model.meshes.flatMap((mesh) => zones.map((zone) => ({ ...mesh, zone }))),
    // What is global is so from one declaration, wherever that is.
    services: model.services.flatMap((one) => (isGlobal(one) ? placed(one, zones.slice(0, 1)) : byLabel(one))),
    dataplanes: model.dataplanes.flatMap((one) =>
      placed(one, zonesOf({ ...one, labels: zoneLabels(one) }, zones).slice(0, 1)),
    ),
    passthroughs: model.passthroughs.flatMap(byLabel),
    trafficPermissions: model.trafficPermissions.flatMap(byLabel),
    zoneEgresses: model.zoneEgresses.flatMap((one) => egressZones(one, zones).map((zone) => ({ ...one, zone }))),
    secrets: model.secrets.flatMap((one) => placed(one, zones)),
    generators: model.generators.flatMap((one) => {
      const own = zonesOf(one, zones);
      return own.length === zones.length || isGlobal(one) ? [one] : own.map((zone) => ({ ...one, zone }));
    }),
  };
}

const zonesOf = ({ labels }: Pick<Resource<unknown>, 'labels'>, zones: readonly string[]): readonly string[] => {
  const zone = labels[LABEL.zone];
  return zone === undefined ? zones : zones.includes(zone) ? [zone] : [];
};

/** Kuma puts the zone of a proxy among the tags of its inbounds. */
function zoneLabels({ labels, spec: { networking = {} } }: DataplaneResource): Readonly<Record<string, string>> {
  const tags = [...(networking.inbound ?? []).map((one) => one.tags), networking.gateway?.tags];
  const zone = labels[LABEL.zone] ?? tags.flatMap((one) => one?.[LABEL.zone] ?? [])[0];
  return zone === undefined ? {} : { [LABEL.zone]: zone };
}

/** Kuma has a field for it. */
const egressZones = (egress: ZoneEgressResource, zones: readonly string[]): readonly string[] =>
  zonesOf(egress.spec.zone ? { labels: { [LABEL.zone]: egress.spec.zone } } : egress, zones).slice(0, 1);

/** What cannot be placed. */
export function checkZones(model: Model, zones: readonly string[]): Diagnostic[] {
  const { services, dataplanes, passthroughs, trafficPermissions, zoneEgresses, generators } = model;
  const labelled = [
    ...[...services, ...passthroughs, ...trafficPermissions, ...generators].filter((one) => !isGlobal(one)),
    ...dataplanes.map((one) => ({ ...one, labels: zoneLabels(one) })),
  ];
  const unknown = labelled.flatMap((one) => {
    const zone = one.labels[LABEL.zone];
    if (zone === undefined || zones.includes(zone)) return [];
    return [zoneLabelUnknown(at(one, entry('labels', LABEL.zone)), zone, zones)];
  });
  const missing: readonly Resource<unknown>[] = [
    ...dataplanes.filter((one) => zoneLabels(one)[LABEL.zone] === undefined),
    ...zoneEgresses.filter(({ spec, labels }) => !spec.zone && labels[LABEL.zone] === undefined),
  ];
  const elsewhere = zoneEgresses.flatMap((one) => {
    const zone = one.spec.zone || one.labels[LABEL.zone];
    return zone === undefined || zones.includes(zone) ? [] : [zoneLabelUnknown(one.place, zone, zones)];
  });
  return [
    ...unknown,
    ...elsewhere,
    ...(zones.length < 2 ? [] : missing.map((one) => zoneLabelMissing(one.place, zones))),
  ];
}
