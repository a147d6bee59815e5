import { optionInvalid, optionUnused } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { entry, item, member } from './field-path';
import { checkZones, inZones } from './in-zones';
import { type MeshDeclaration, type Model, meshKey } from './model';
import type { Options, ReadOptions } from './options';

/** What options change in a model that was loaded from YAML. */
export function applyOptions(model: Model, read: ReadOptions): Model {
  const applied = inOneZone(model, read);
  const zones = zonesOf(read.options);
  return zones.length === 0 ? applied : inZones(applied, zones);
}

/** Each once; `zone` is said of the whole, so it goes before. */
const zonesOf = ({ zone, zones = [] }: Options): readonly string[] => (zone === undefined ? [...new Set(zones)] : []);

function inOneZone(model: Model, { options, placeOf }: ReadOptions): Model {
  const nameOf = meshNames(model);
  const inZone = (key: string): string =>
    options.zone === undefined || !nameOf.has(key) ? key : meshKey(nameOf.get(key) ?? '', options.zone);
  const meshOptions = (key: string) => own(options.meshes, nameOf.get(key) ?? '');
  return {
    ...model,
    ...(options.kumaVersion === undefined ? {} : { kumaVersion: options.kumaVersion }),
    meshes: model.meshes.map((mesh) => meshWith(mesh, options, placeOf)),
    services: model.services.map((one) => {
      const { vip = one.vip, envoy } = own(options.services, inMesh(nameOf, one)) ?? {};
      const placed = { ...one, mesh: inZone(one.mesh), settings: { ...one.settings, ...envoy } };
      return vip === undefined ? placed : { ...placed, vip };
    }),
    dataplanes: model.dataplanes.map((one) => {
      const { envoy, kubernetes } = own(options.dataplanes, inMesh(nameOf, one)) ?? {};
      return {
        ...one,
        mesh: inZone(one.mesh),
        settings: { ...one.settings, ...meshOptions(one.mesh)?.envoy, ...envoy },
        onKubernetes: kubernetes ?? one.onKubernetes,
      };
    }),
    passthroughs: model.passthroughs.map((one) => ({ ...one, mesh: inZone(one.mesh) })),
    trafficPermissions: model.trafficPermissions.map((one) => ({ ...one, mesh: inZone(one.mesh) })),
    zoneEgresses: model.zoneEgresses.map((one) => ({
      ...one,
      zone: one.spec.zone || (options.zone ?? one.zone),
      settings: { ...one.settings, ...own(options.zoneEgresses, one.name)?.envoy },
    })),
    secrets: model.secrets.map((one) => ({ ...one, mesh: inZone(one.mesh) })),
    generators: model.generators.map((one) => ({ ...one, ...own(options.hostnameGenerators, one.name) })),
    allowances: [
      ...model.allowances,
      ...(options.allow ?? []).map((one, i) => ({ ...one, place: placeOf(item('allow', i)) })),
    ],
  };
}

function meshWith(mesh: MeshDeclaration, options: Options, placeOf: ReadOptions['placeOf']): MeshDeclaration {
  const { vips, envoy, compatibility, delivery = [] } = own(options.meshes, mesh.name) ?? {};
  const { source } = placeOf(entry('meshes', mesh.name));
  return {
    ...mesh,
    // A mesh that is only named by its resources has no place but that of its options.
    place: { ...mesh.place, source: mesh.place.source ?? (own(options.meshes, mesh.name) && source) },
    zone: options.zone ?? mesh.zone,
    systemNamespace: options.systemNamespace ?? mesh.systemNamespace,
    kumaVersion: options.kumaVersion ?? mesh.kumaVersion,
    compatibility: compatibility ?? mesh.compatibility,
    vipCidr: vips?.cidr ?? mesh.vipCidr,
    vipCidrV6: vips?.cidrV6 ?? mesh.vipCidrV6,
    settings: { ...mesh.settings, ...envoy },
    ...(delivery.length === 0 ? {} : { delivery }), // an empty one is what is left of a wrong one
  };
}

/** Whether options and what is declared fit together. */
export function checkOptions(model: Model, read: ReadOptions): Diagnostic[] {
  const { zone, zones = [] } = read.options;
  const twice =
    zone === undefined || zones.length === 0
      ? []
      : [optionInvalid(read.placeOf('zone'), 'zones are given, too.', 'Keep one of zone and zones.')];
  const own = zonesOf(read.options);
  return [...twice, ...unused(model, read), ...(own.length === 0 ? [] : checkZones(model, own))];
}

/** Options for what is not declared. */
function unused(model: Model, { options, placeOf }: ReadOptions): Diagnostic[] {
  const nameOf = meshNames(model);
  const declared: readonly [keyof Options, string, readonly string[]][] = [
    ['meshes', 'Mesh', model.meshes.map((one) => one.name)],
    ['services', 'MeshExternalService', model.services.map((one) => inMesh(nameOf, one))],
    ['dataplanes', 'Dataplane', model.dataplanes.map((one) => inMesh(nameOf, one))],
    ['hostnameGenerators', 'HostnameGenerator', model.generators.map((one) => one.name)],
    ['zoneEgresses', 'ZoneEgress', model.zoneEgresses.map((one) => one.name)],
  ];
  return declared.flatMap(([option, kind, names]) => {
    const known = new Set(names);
    return Object.keys(options[option] ?? {})
      .filter((name) => !known.has(name))
      .map((name) => optionUnused(placeOf(entry(option, name)), kind, name, names));
  });
}

/** The same finding where the option stands that it is about, if it is about one. */
export function atOption(found: Diagnostic, { options, placeOf }: ReadOptions): Diagnostic {
  const { kind, mesh = '', name = '', field } = found.at;
  const ofMeshes = field === 'zone' && options.zone === undefined ? 'zones' : field;
  if (kind === 'Mesh' && (ofMeshes === 'zone' || ofMeshes === 'zones' || ofMeshes === 'systemNamespace'))
    if (options[ofMeshes] !== undefined) return { ...found, at: { ...found.at, ...placeOf(ofMeshes), field } };
  if (field === undefined || !OWN_WORD.test(field)) return found;
  const places: Readonly<Record<string, readonly [keyof Options, string][]>> = {
    Mesh: [['meshes', name]],
    MeshExternalService: [['services', `${mesh}/${name}`]],
    Dataplane: [
      ['dataplanes', `${mesh}/${name}`],
      ['meshes', mesh],
    ],
    HostnameGenerator: [['hostnameGenerators', name]],
    ZoneEgress: [['zoneEgresses', name]],
  };
  for (const [option, key] of places[kind ?? ''] ?? []) {
    const given = own(options[option] as Readonly<Record<string, object>> | undefined, key);
    if (given === undefined || !Object.hasOwn(given, field.split(/[.[]/)[0])) continue;
    const { source } = placeOf(member(entry(option, key), field));
    return { ...found, at: { ...found.at, ...(source === undefined ? {} : { source }) } };
  }
  return found;
}

/** What no field of Kuma begins with. */
const OWN_WORD = /^(dnsZone|envoy|kubernetes|vips?|compatibility|delivery)\b/;

const meshNames = ({ meshes }: Model): ReadonlyMap<string, string> =>
  new Map(meshes.map(({ name, zone }) => [meshKey(name, zone), name]));

/** `<mesh>/<name>` */
const inMesh = (
  nameOf: ReadonlyMap<string, string>,
  { mesh, name }: { readonly mesh: string; readonly name: string },
): string => `${nameOf.get(mesh) ?? ''}/${name}`;

/** An entry of its own, whatever a map inherits. */
const own = <T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
