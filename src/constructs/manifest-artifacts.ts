import { ApiObject, type App } from 'cdk8s';
import type { Artifact } from '../backends/backend';
import { byKey } from '../compile/order';
import { yamlDocuments } from '../yaml';
import { API_VERSION } from './custom-resource';
import { type Manifest, manifestFiles } from './manifests';

/** The manifests of an app as files; under Helm, safe from being rendered a second time. */
export const manifestArtifacts = (app: App, forHelm: boolean): Artifact[] =>
  manifestFiles(app).map(({ path, objects }) => ({
    path,
    pieces: () => yamlDocuments(forHelm ? eachEscaped(objects) : objects),
  }));

function* eachEscaped(objects: readonly Manifest[]): Generator<Manifest> {
  for (const one of objects) yield escaped(one);
}

/**
 * What a resource of Kuma says in Go's template language is for Kuma, not for Helm, whose language is the same. In other
 * objects it may be meant for Helm.
 */
const escaped = (object: Manifest): Manifest =>
  object.apiVersion === API_VERSION ? (escapedIn(object) as Manifest) : object;

function escapedIn(value: unknown): unknown {
  if (typeof value === 'string') return escapeForHelm(value);
  if (Array.isArray(value)) return value.map(escapedIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escapedIn(one)]));
}

/** Helm renders a raw string literal back to itself; backquotes, which would end it, stand outside. */
const escapeForHelm = (text: string): string =>
  text.includes('{{') ? `{{\`${text.replaceAll('`', '`}}`{{`')}\`}}` : text;

/** Where each object comes from, for cdk8s's validation plugins, in the form that they read. */
export function constructMetadata(app: App): Artifact {
  const objects = app.node.findAll().filter((one) => ApiObject.isApiObject(one));
  const resources = Object.fromEntries(
    objects.sort(byKey((one) => one.name)).map((one) => [one.name, { path: one.node.path }]),
  );
  return { path: 'construct-metadata.json', pieces: () => [JSON.stringify({ version: '1.0.0', resources })] };
}
