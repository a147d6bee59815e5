import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, findingsOf, isKubernetes, topics } from '../conformance/cases';
import { KINDS } from '../../src/model/kinds';
import { findProgram } from '../../scripts/tools/programs';
import { testWith } from '../tools';
import { until } from '../traffic/poll';
import { API_SERVER, APPLY, ApiServer } from './api-server';
import { definitions } from './definitions';
import { causesOf, plain, predict } from './layers';
import { type Document, documentsIn, manifestFolders, releaseOf } from './manifests';

/** The API server of Kubernetes, with our definitions of Kuma's resources and no webhook. */

const testServer = testWith(API_SERVER);

let folder = '';
let server: ApiServer | undefined;
const api = (): ApiServer => {
  if (server === undefined) throw new Error('The API server is not there.');
  return server;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshext-api-server-'));
  if (API_SERVER.every((name) => findProgram(name) !== undefined)) server = await ApiServer.start(folder);
  await server?.define(definitions('2.8'));
}, 120_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const plural = (kind: string): string => `${kind.toLowerCase()}${/s[hs]?$/.test(kind) ? 'es' : 's'}`;
const collection = (kind: string, namespace: string): string =>
  `/apis/kuma.io/v1alpha1/${kind === 'Mesh' ? '' : `namespaces/${namespace}/`}${plural(kind)}`;
const isKuma = ({ apiVersion }: Document): boolean => apiVersion === 'kuma.io/v1alpha1';
const pathOf = ({ kind, metadata }: Document): string =>
  `${collection(kind, metadata.namespace ?? '')}/${metadata.name}`;

/** As `kubectl apply --server-side --validate=strict`. */
const apply = (document: Document, more = '') =>
  api().ask('PATCH', `${pathOf(document)}?fieldManager=meshext&fieldValidation=Strict${more}`, APPLY, document.text);

/** Applies what a folder holds, reads it back, and applies it again. */
async function applyTwice(path: string): Promise<void> {
  for (const document of documentsIn(path).filter(isKuma)) {
    expect({ of: pathOf(document), ...(await apply(document)) }).toMatchObject({ status: 201, warnings: [] });
    const stored = await api().ask('GET', pathOf(document));
    expect(stored.body).toMatchObject(document.object); // and what the definition fills in
    const again = await apply(document);
    expect({ status: again.status, metadata: again.body['metadata'] }).toEqual({
      status: 200,
      metadata: stored.body['metadata'],
    });
    expect((await api().ask('DELETE', pathOf(document))).status).toBe(200);
  }
}

describe('what is written can be applied, and applied again', () => {
  const folders = manifestFolders();

  test('there is something to apply, of every kind', () => {
    const kinds = new Set(
      folders
        .flatMap(documentsIn)
        .filter(isKuma)
        .map(({ kind }) => kind),
    );
    expect([...kinds].sort()).toEqual(Object.keys(KINDS).sort());
  });

  for (const path of folders.filter((one) => releaseOf(one) === '2.8')) testServer(path, () => applyTwice(path));
});

describe('a document of conformance gets the verdict and the causes that are predicted', () => {
  for (const { topic, cases } of topics)
    for (const one of cases.filter(isKubernetes)) testServer(`${topic}: ${one.case}`, () => judge(one));

  async function judge({ document, alone }: Case): Promise<void> {
    const found = findingsOf(document, '2.8');
    const { kind, namespace, readable, causes, unknown } = predict(document, found);
    const path = `${collection(kind, namespace)}?dryRun=All&fieldValidation=Warn`;
    const { status, body, warnings } = await api().ask('POST', path, 'application/yaml', document);
    if (!readable) return expect(status).toBe(400);
    expect({ status, causes: causesOf(body) }).toEqual({
      status: causes.length === 0 ? 201 : 422,
      causes: expect.arrayContaining([...causes]) as unknown,
    });
    expect(causesOf(body)).toHaveLength(causes.length);
    if (status === 201)
      expect([...warnings].sort()).toEqual(unknown.map((field) => `unknown field ${JSON.stringify(field)}`).sort());

    // What the server refuses, check refuses; what check says in the server's words, the server says, unless it refuses all of
    // the part: of a null in a list Kuma's webhook makes an object.
    expect(causes.length > 0 && found.length === 0).toBe(alone !== undefined);
    const words = found
      .filter(({ code }) => code === 'schema')
      .map(({ at, message }) => ({ field: plain(at.field), message: plain(message) }))
      .filter(({ field }) => !causes.some((one) => field.startsWith(`${one.field}.`)));
    expect(causes).toEqual(expect.arrayContaining(words));
  }
});

describe('with the definitions of Kuma 2.14', () => {
  for (const path of manifestFolders().filter((one) => releaseOf(one) === '2.14'))
    testServer(path, async () => {
      await api().define(definitions('2.14'));
      const taken = async (): Promise<boolean> =>
        (
          await Promise.all(
            documentsIn(path)
              .filter(isKuma)
              .map((one) => apply(one, '&dryRun=All')),
          )
        ).every(({ status }) => status === 201);
      await until('the new definitions', 20_000, async () => (await taken()) || undefined);
      await applyTwice(path);
    });
});
