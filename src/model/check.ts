import type { Diagnostic } from '../diagnostics/diagnostic';
import { unknownField } from '../diagnostics/catalog';
import { kuma } from '../diagnostics/kuma';
import { checkDataplane } from './dataplane';
import { checkHostnameGenerator } from './hostname-generator';
import { checkMeshExternalService } from './mesh-external-service';
import { checkMesh, checkMetadata, checkNamespace, checkZoneLabel } from './metadata';
import { type Form, type Model, type Resource, at, meshKey } from './model';
import type { ReadResource } from './read';
import { type Violation, typeOf } from './schema';

/** Everything that can be said of each resource by itself: metadata, shape, then Kuma's rules. */
export function checkModel(model: Model): Diagnostic[] {
  const meshes = new Map(model.meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]));
  const namespaces = [...new Set(model.meshes.map((mesh) => mesh.systemNamespace))];
  return [
    ...model.meshes.flatMap(checkMesh),
    ...model.services.flatMap((one) => {
      const mesh = meshes.get(one.mesh);
      const namespace = mesh === undefined ? [] : checkNamespace(one, [mesh.systemNamespace]);
      return [...checkZoneLabel(one, mesh?.zone), ...namespace, ...checked(one, checkMeshExternalService(one))];
    }),
    ...model.generators.flatMap((one) => [
      ...checkNamespace(one, namespaces),
      ...checked(one, checkHostnameGenerator(one)),
    ]),
    ...model.dataplanes.flatMap((one) => checked(one, checkDataplane(one))),
  ];
}

/** Metadata, shape and rules of one resource. Where both layers speak of one field, the validator's text is the stable one. */
function checked(resource: Resource<unknown>, semantic: readonly Diagnostic[]): Diagnostic[] {
  const fields = new Set(semantic.map((one) => one.at.field));
  const structural = resource.violations.map((one) => shapeDiagnostic(resource, one));
  return [...checkMetadata(resource), ...structural.filter((one) => !fields.has(one.at.field)), ...semantic];
}

/** What can be said of one resource without its mesh. */
export function checkResource(read: ReadResource): Diagnostic[] {
  switch (read.kind) {
    case 'MeshExternalService':
      return checked(read.resource, checkMeshExternalService(read.resource));
    case 'HostnameGenerator':
      return checked(read.resource, checkHostnameGenerator(read.resource));
    case 'Dataplane':
      return checked(read.resource, checkDataplane(read.resource));
  }
}

function shapeDiagnostic(resource: Resource<unknown>, violation: Violation): Diagnostic {
  const place = at(resource, violation.field);
  if (violation.problem === 'unknown') return unknownField(place, violation.known ?? []);
  const shown = IN_DATA_SOURCE.test(violation.field) ? { ...violation, found: redact(violation.found) } : violation;
  return kuma('schema', place, shapeMessage(resource.form, shown), shown.found);
}

/** Whatever stands in a data source may be a key, in the wrong place or half right. */
const IN_DATA_SOURCE = /\.(caCert|clientCert|clientKey)\b/;
const redact = (found: unknown): unknown =>
  typeof found === 'string' ? '[redacted]' : typeof found === 'object' && found !== null ? {} : found;

/** The two wordings of one violation: Kuma's Universal API, and the Kubernetes API server. */
function shapeMessage(form: Form, violation: Violation): string {
  const { problem, field, found } = violation;
  if (form === 'universal') return `in body ${problemText(violation)}`;
  if (problem === 'required') return 'Required value';
  if (problem === 'enum') {
    const values = (violation.schema.enum ?? []).map((value) => JSON.stringify(value)).join(', ');
    return `Unsupported value: ${JSON.stringify(found)}: supported values: ${values}`;
  }
  const shown = problem === 'type' ? JSON.stringify(typeOf(found)) : JSON.stringify(found);
  return `Invalid value: ${shown}: ${field} in body ${problemText(violation)}`;
}

function problemText({ problem, schema, found }: Violation): string {
  switch (problem) {
    case 'required':
      return 'is required';
    case 'enum':
      return `should be one of [${(schema.enum ?? []).join(' ')}]`;
    case 'minimum':
      return `should be greater than or equal to ${schema.minimum}`;
    case 'maximum':
      return `should be less than or equal to ${schema.maximum}`;
    case 'too-short':
      return `should be at least ${schema.minLength} chars long`;
    case 'base64':
      return `must be of type byte: ${JSON.stringify(found)}`;
    default:
      return `must be of type ${schema.type}: ${JSON.stringify(typeOf(found))}`;
  }
}
