import type { KumaCode } from '../diagnostics/kuma';
import { checkTags } from './dataplane-tags';
import type { KumaVersion } from './model';

/** Which proxies a policy is for, as Kuma's api/common/v1alpha1 has it. */
export interface TargetRefSpec {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly mesh?: string;
  readonly sectionName?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly proxyTypes?: readonly string[];
}

type Say = (code: KumaCode, field: string, message: string, found: unknown) => void;

const KINDS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['Mesh', 'MeshSubset'],
  '2.14': ['Mesh', 'MeshSubset', 'Dataplane'],
};

/** The rules for a policy of whole proxies (Kuma's mesh/validators.go, ValidateTargetRef), in its order. */
export function checkTargetRef(ref: TargetRefSpec, release: KumaVersion, say: Say): void {
  const { kind = '', proxyTypes = [] } = ref;
  if (kind === '') say('target-ref', 'kind', 'must be defined', ref.kind);
  else if (!KINDS[release].includes(kind)) {
    const message = release === '2.8' ? 'value is not supported' : `value '${kind}' is not supported`;
    say('target-ref', 'kind', message, kind);
  } else checkFields(ref, kind, release, say);
  if (release === '2.8' && proxyTypes.length !== 1 && !proxyTypes.includes('Sidecar')) {
    const message = 'proxyTypes needs to be set, currently only Sidecar is supported';
    say('proxy-types', 'proxyTypes', message, ref.proxyTypes);
  }
}

function checkFields(ref: TargetRefSpec, kind: string, release: KumaVersion, say: Say): void {
  const forbid = (...names: readonly (keyof TargetRefSpec)[]): void => {
    for (const name of names)
      if (isSet(ref[name])) say('target-ref', name, `must not be set with kind ${kind}`, ref[name]);
  };
  switch (kind) {
    case 'Mesh':
      if (isSet(ref.name)) say('target-ref', 'name', 'using name with kind Mesh is not yet supported', ref.name);
      forbid('mesh', 'tags', 'labels', 'namespace', 'sectionName');
      break;
    case 'MeshSubset':
      forbid('name', 'mesh');
      checkTags(ref.tags ?? {}, 'tags', 'target-ref', say);
      forbid('labels', 'namespace', 'sectionName');
      break;
    default:
      forbid('tags', 'mesh', 'proxyTypes');
      if (isSet(ref.labels) && (isSet(ref.name) || isSet(ref.namespace)))
        say('target-ref', 'labels', 'either labels or name and namespace must be specified', ref.labels);
      if (isSet(ref.sectionName))
        say('target-ref', 'sectionName', 'can only be used with inbound policies', ref.sectionName);
      return;
  }
  if (release !== '2.8' && ref.proxyTypes?.length === 0)
    say('proxy-types', 'proxyTypes', 'must be undefined or have at least one element', ref.proxyTypes);
}

const isSet = (value: string | object | undefined): boolean =>
  typeof value === 'string' ? value !== '' : value !== undefined && Object.keys(value).length > 0;
