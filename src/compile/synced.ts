import { copiesOfOneName, globalServiceDiffers, syncedNameTaken } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { LABEL, isGlobal } from '../model/metadata';
import {
  type HostnameGeneratorResource,
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type MeshScoped,
  type Model,
  type Resource,
  meshKey,
} from '../model/model';
import { isCopy, namesInZones, shownName } from '../model/synced-name';
import { type Places, byKey, clashes, groupBy, inOneText, sortedBy } from './order';

/** What is applied to the global control plane, and so is in every zone of its mesh. */

/** What was declared as the copy that a zone has of a service means that service. */
export function originals(model: Model): Model {
  const names = new Map(model.meshes.map(({ name, zone }) => [meshKey(name, zone), name]));
  const services = model.services.map((one) => (isCopy(one, names.get(one.mesh) ?? '') ? originalOf(one) : one));
  return { ...model, services, generators: model.generators.map(everywhere) };
}

const originalOf = (copy: MeshExternalServiceResource): MeshExternalServiceResource => ({
  ...copy,
  name: shownName(copy),
  labels: without([LABEL.displayName], copy.labels),
  annotations: without([LABEL.displayName], copy.annotations),
  copyName: copy.name,
});

const without = (keys: readonly string[], map: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));

/** A generator belongs to no mesh, and its copies are called as it is. */
const everywhere = (generator: HostnameGeneratorResource): HostnameGeneratorResource =>
  isGlobal(generator) && generator.zone !== undefined ? { ...generator, zone: undefined } : generator;

/** Every zone of the mesh with a copy of what is global, as its control plane has it. */
export function synced(model: Model): [Model, Diagnostic[]] {
  const meshes = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  const known = ({ mesh }: MeshExternalServiceResource): boolean => meshes.has(mesh);
  const all = model.services.filter((one) => isGlobal(one) && known(one));
  const zones = groupBy([...meshes.values()], ({ name }) => name);
  const found: Diagnostic[] = [];
  const inAllZones = <T extends Policy>(policies: readonly T[]): T[] => {
    const [copied, trouble] = copiesOfPolicies(policies, meshes, zones);
    found.push(...trouble);
    return copied;
  };
  const passthroughs = inAllZones(model.passthroughs);
  const trafficPermissions = inAllZones(model.trafficPermissions);
  const groups = groupBy(all, (one) => JSON.stringify([meshes.get(one.mesh)?.name, one.name.toLowerCase()]));
  const copies = [...groups.values()].flatMap((declared) => {
    const [first, ...others] = [...declared].sort(
      byKey((one) => `${one.mesh} ${one.copyName ?? ''} ${one.form} ${one.name}`),
    );
    const mesh = meshes.get(first.mesh);
    if (mesh === undefined) return [];
    found.push(...others.flatMap((one) => differing(one, first)));
    return (zones.get(mesh.name) ?? []).map((zone) => copyIn(zone, first, mesh));
  });
  const isCopied = new Set(all);
  const own = model.services.filter((one) => !isCopied.has(one));
  const services = [...own, ...copies];
  return [{ ...model, services, passthroughs, trafficPermissions }, [...found, ...taken(own, copies)]];
}

type Policy = Resource<unknown> & MeshScoped;

/** A policy has an effect under any name, so its copies keep that of the original. */
function copiesOfPolicies<T extends Policy>(
  policies: readonly T[],
  meshes: ReadonlyMap<string, MeshDeclaration>,
  zones: ReadonlyMap<string, readonly MeshDeclaration[]>,
): [T[], Diagnostic[]] {
  const isCopied = (one: T): boolean => isGlobal(one) && meshes.has(one.mesh);
  const groups = groupBy(policies.filter(isCopied), (one) => JSON.stringify([meshes.get(one.mesh)?.name, one.name]));
  const found: Diagnostic[] = [];
  const copies = [...groups.values()].flatMap((declared) => {
    const [first, ...others] = [...declared].sort(byKey((one) => `${one.mesh} ${one.form}`));
    found.push(...others.flatMap((one) => differing(one, first)));
    const own = zones.get(meshes.get(first.mesh)?.name ?? '') ?? [];
    return own.map((zone) => ({ ...first, mesh: meshKey(zone.name, zone.zone) }));
  });
  return [[...policies.filter((one) => !isCopied(one)), ...copies], found];
}

/** What a control plane adds by itself says nothing. */
const ADDED: readonly string[] = [LABEL.mesh, LABEL.namespace, LABEL.displayName, LABEL.origin];

type Saying = Resource<unknown> & Partial<Pick<MeshExternalServiceResource, 'vip' | 'settings'>>;

function differing(one: Saying, first: Saying): Diagnostic[] {
  const sayings = ({ labels, annotations, spec, vip, settings }: Saying) => ({
    labels: without(ADDED, labels),
    annotations,
    spec,
    vip,
    settings,
  });
  const [here, there] = [sayings(one), sayings(first)];
  const fields = (Object.keys(here) as (keyof typeof here)[]).filter(
    (field) => inOneText(here[field]) !== inOneText(there[field]),
  );
  return fields.length === 0 ? [] : [globalServiceDiffers(one.place, fields, first.place)];
}

function copyIn(
  zone: MeshDeclaration,
  original: MeshExternalServiceResource,
  mesh: MeshDeclaration,
): MeshExternalServiceResource {
  const { form, labels, annotations, namespace = mesh.systemNamespace, copyName } = original;
  const names = namesInZones(original, mesh.name, mesh.systemNamespace);
  const namesNow = copyName === undefined ? names : { ...names, [form]: copyName };
  const shown = { [LABEL.displayName]: shownName(original) };
  const inForm =
    form === 'universal'
      ? { labels: { ...labels, ...shown } }
      : {
          labels: { [LABEL.namespace]: namespace, ...labels },
          annotations: { ...annotations, ...shown },
          namespace: zone.systemNamespace,
        };
  return {
    ...original,
    ...inForm,
    mesh: meshKey(zone.name, zone.zone),
    name: namesNow[form],
    original: { resource: original, namesInZones: namesNow },
  };
}

/** Services of a zone, and copies of other services, that are called as a copy is. */
function taken(
  own: readonly MeshExternalServiceResource[],
  copies: readonly MeshExternalServiceResource[],
): Diagnostic[] {
  const names = ({ mesh, name, original }: MeshExternalServiceResource): Places => {
    const all = [name, ...Object.values(original?.namesInZones ?? {})].map((one) => `${mesh} ${one}`);
    return { own: original === undefined ? [] : all, wanted: all };
  };
  const originalName = ({ original, name }: MeshExternalServiceResource): string => original?.resource.name ?? name;
  return clashes([...sortedBy(copies, originalName), ...own], names).map(([one, copy]) =>
    (one.original === undefined ? syncedNameTaken : copiesOfOneName)(one.place, one.name, copy.place),
  );
}
