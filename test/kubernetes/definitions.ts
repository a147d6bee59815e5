import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { KumaVersion } from '../../src/model/model';
import type { Schema } from '../../src/model/schemas';
import {
  hostnameGeneratorSpecLater,
  meshExternalServiceSpecLater,
  meshPassthroughSpecLater,
  meshTrafficPermissionSpecLater,
} from '../../src/model/schemas-later';

/** The definitions of Kuma's resources for an API server: those of crds/, and what Kuma 2.14 has otherwise. */

const FILE = resolve(__dirname, '../../crds/kuma.io.yaml');
const LATER: Readonly<Record<string, Schema>> = {
  'meshexternalservices.kuma.io': meshExternalServiceSpecLater,
  'hostnamegenerators.kuma.io': hostnameGeneratorSpecLater,
  'meshpassthroughs.kuma.io': meshPassthroughSpecLater,
  'meshtrafficpermissions.kuma.io': meshTrafficPermissionSpecLater,
};
const SPEC = ['spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec'];

export interface Definition {
  readonly name: string;
  readonly text: string;
}

export const definitions = (release: KumaVersion): Definition[] =>
  parseAllDocuments(readFileSync(FILE, 'utf8')).map((document) => {
    const name = document.getIn(['metadata', 'name']) as string;
    const later = release === '2.14' ? LATER[name] : undefined;
    if (later !== undefined) document.setIn(SPEC, document.createNode(openApi(later)));
    return { name, text: stringify(document) };
  });

function openApi({ preserveUnknownFields, properties, additionalProperties, items, ...plain }: Schema): object {
  return {
    ...plain,
    ...(preserveUnknownFields === undefined ? {} : { 'x-kubernetes-preserve-unknown-fields': true }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, openApi(one)])) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: openApi(additionalProperties) }),
    ...(items === undefined ? {} : { items: openApi(items) }),
  };
}
