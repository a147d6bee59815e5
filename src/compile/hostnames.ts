import type { Diagnostic } from '../diagnostics/diagnostic';
import { hostnameInvalid, hostnameTaken, templateFailed } from '../diagnostics/catalog';
import { goQuote } from '../model/field-path';
import { subdomainErrors } from '../model/kubernetes-names';
import { LABEL, computedLabels, coreName, displayName, isGlobal } from '../model/metadata';
import {
  type HostnameGeneratorResource,
  type KumaVersion,
  type MeshDeclaration,
  type MeshExternalServiceResource,
  type Model,
  at,
  meshKey,
} from '../model/model';
import { type Rendered, type Template, type TemplateData, parseTemplate, renderTemplate } from '../model/template';
import { type CarriersOf, carriersAmong, valueIn } from './carriers';
import { byKey, groupBy, sortedBy } from './order';

/** A hostname that a generator gave to a service; another generator may give it the same. */
export interface Hostname {
  readonly hostname: string;
  readonly generator: HostnameGeneratorResource;
}

type Names = ReadonlyMap<MeshExternalServiceResource, readonly Hostname[]>;

/** A service, and what generators see of it. */
export interface Labelled {
  readonly service: MeshExternalServiceResource;
  readonly mesh: MeshDeclaration;
  readonly labels: Readonly<Record<string, string>>;
}

/** The services of a zone, or of all, by their labels; in a mesh in the order of their names. */
export type LabelledIn = (zone: string | undefined) => CarriersOf<Labelled>;

export function labelledServices({ meshes, services }: Model): LabelledIn {
  const servicesOf = groupBy(services, (service) => service.mesh);
  const all = meshes.flatMap((mesh) =>
    sortedBy(servicesOf.get(meshKey(mesh.name, mesh.zone)) ?? [], coreName).map((service): Labelled => ({
      service,
      mesh,
      labels: computedLabels(service, mesh),
    })),
  );
  const carriers = (some: readonly Labelled[]): CarriersOf<Labelled> =>
    carriersAmong(some, ({ labels }, key) => valueIn(labels, key));
  const everywhere = carriers(all);
  const inZone = new Map([...groupBy(all, ({ mesh }) => mesh.zone)].map(([zone, some]) => [zone, carriers(some)]));
  return (zone) => (zone === undefined ? everywhere : (inZone.get(zone) ?? (() => [])));
}

/** Those that a generator speaks of. */
export function* selected({ zone, spec }: HostnameGeneratorResource, labelledIn: LabelledIn): Generator<Labelled> {
  const { matchLabels = {} } = spec.selector?.meshExternalService ?? {};
  for (const one of labelledIn(zone)(matchLabels)) if (selects(matchLabels, one.labels)) yield one;
}

/**
 * Every hostname that the generators give, and what went wrong on the way. In Kuma's order: generators outside, services
 * inside, and in each mesh the first claim of a hostname holds.
 */
export function nameServices(model: Model, labelledIn: LabelledIn): [Names, Diagnostic[]] {
  const names = new Map<MeshExternalServiceResource, Hostname[]>();
  const owners: Owners = new Map();
  const found: Diagnostic[] = [];
  const generators = model.generators.flatMap(parsed).sort(byKey(({ generator }) => rank(generator)));
  for (const { generator, template } of generators) {
    for (const { service, mesh, labels } of selected(generator, labelledIn)) {
      const rendered = rendering(template, templateData(service, mesh, labels), mesh.kumaVersion);
      if (rendered.kind === 'error' || rendered.text !== '') names.set(service, names.get(service) ?? []);
      if (rendered.kind === 'error') {
        found.push(templateFailed(at(generator, 'spec.template'), service.name, rendered.message));
      } else if (rendered.text !== '') {
        found.push(...claim({ hostname: rendered.text, generator }, service, owners, names));
      }
    }
  }
  return [names, found];
}

/** Kuma takes the generators of its zone first, then by age, of which nothing is known here, then by name. */
const rank = (generator: HostnameGeneratorResource): string =>
  `${(generator.labels[LABEL.origin] ?? 'zone') === 'zone' ? 0 : 1} ${coreName(generator)}`;

interface ParsedGenerator {
  readonly generator: HostnameGeneratorResource;
  readonly template: Template;
}

/** Generators for external services only; one that does not parse is reported by its own check. */
function parsed(generator: HostnameGeneratorResource): ParsedGenerator[] {
  const result = parseTemplate(generator.spec.template ?? '');
  if (generator.spec.selector?.meshExternalService === undefined || result.kind !== 'ok') return [];
  return [{ generator, template: result.template }];
}

/** Every pair has to be there; a label that is missing is not an empty one. */
export const selects = (
  matchLabels: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(matchLabels).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/**
 * The names of a service, each once. DNS does not tell letter cases apart (RFC 4343); of several spellings the first in the
 * order of bytes is kept, whichever generator gave it.
 */
export function distinctNames(hostnames: readonly Hostname[]): string[] {
  if (hostnames.length < 2) return hostnames.map((one) => one.hostname);
  const sorted = hostnames.map((one) => one.hostname).sort();
  const spellings = new Map(sorted.reverse().map((one) => [one.toLowerCase(), one]));
  return [...spellings.values()].sort();
}

/** Since 2.14 a name that is no DNS name, the empty one too, is a failure of its template. */
function rendering(template: Template, data: TemplateData, release: KumaVersion): Rendered {
  const rendered = renderTemplate(template, data);
  if (rendered.kind === 'error' || release === '2.8') return rendered;
  const errors = subdomainErrors(rendered.text);
  if (errors.length === 0) return rendered;
  const message = `generated hostname ${goQuote(rendered.text)} is not a valid DNS name: ${errors.join(', ')}`;
  return { kind: 'error', message };
}

/** Who has which hostname, by mesh. DNS does not tell letter cases apart (RFC 4343). */
type Owners = Map<string, MeshExternalServiceResource>;

function claim(
  name: Hostname,
  service: MeshExternalServiceResource,
  owners: Owners,
  names: Map<MeshExternalServiceResource, Hostname[]>,
): Diagnostic[] {
  const problem = hostnameProblem(name.hostname);
  if (problem !== undefined) return [hostnameInvalid(service.place, name.hostname, name.generator.name, problem)];
  const key = `${service.mesh} ${name.hostname.toLowerCase()}`;
  const owner = owners.get(key) ?? service;
  if (owner !== service) {
    const origins = [service, owner].map((one) => (isGlobal(one) ? 'global' : 'zone')) as [string, string];
    const differ = origins[0] === origins[1] ? undefined : origins;
    return [hostnameTaken(service.place, name.hostname, name.generator.name, owner.place, differ)];
  }
  owners.set(key, service);
  const own = names.get(service);
  if (own === undefined) names.set(service, [name]);
  else own.push(name);
  return [];
}

// RFC 1035 limits: 63 octets a label, 253 characters a name; letters, digits, hyphens and (served, though unusual) underscores.
const LABEL_TEXT = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;

function hostnameProblem(hostname: string): string | undefined {
  if (hostname.length > 253) return `it has ${hostname.length} characters, and DNS allows 253`;
  for (const label of hostname.split('.')) {
    if (label.length > 63)
      return `its label ${JSON.stringify(label)} has ${label.length} characters, and DNS allows 63`;
    if (!LABEL_TEXT.test(label)) return `its label ${JSON.stringify(label)} is not a DNS label`;
  }
  return undefined;
}

/** What a template sees of a service (Kuma's pkg/core/resources/apis/hostnamegenerator/hostname/generator.go). */
function templateData(
  service: MeshExternalServiceResource,
  mesh: MeshDeclaration,
  labels: Readonly<Record<string, string>>,
): TemplateData {
  return {
    name: service.name,
    displayName: displayName(service),
    namespace: labels[LABEL.namespace] ?? '',
    mesh: mesh.name,
    zone: labels[LABEL.zone] || (mesh.kumaVersion === '2.8' ? '' : mesh.zone),
    label: (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined),
  };
}
