import type { KumaCode } from '../diagnostics/kuma';
import { checkSelector, checkTags } from './dataplane-tags';
import type { KumaVersion } from './model';

/** What a policy is for, or what an item of it is about, as Kuma's api/common/v1alpha1 has it. */
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

/** What one policy takes in one place. */
export interface TargetRefRules {
  readonly kinds: readonly string[];
  /** Whether the policy is about what comes in, so that a section can be meant. */
  readonly isInbound: boolean;
}

/** The rules of Kuma's mesh/validators.go, ValidateTargetRef, in its order. */
export function checkTargetRef(
  ref: TargetRefSpec,
  { kinds, isInbound }: TargetRefRules,
  release: KumaVersion,
  say: Say,
) {
  const { kind = '' } = ref;
  if (kind === '') say('target-ref', 'kind', 'must be defined', ref.kind);
  else if (!kinds.includes(kind)) {
    const message = release === '2.8' ? 'value is not supported' : `value '${kind}' is not supported`;
    say('target-ref', 'kind', message, kind);
  } else checkFields({ ref, kind, isInbound, release, say });
}

interface Check {
  readonly ref: TargetRefSpec;
  readonly kind: string;
  readonly isInbound: boolean;
  readonly release: KumaVersion;
  readonly say: Say;
}

function checkFields(check: Check): void {
  const { ref, kind, say } = check;
  switch (kind) {
    case 'Mesh':
      if (isSet(ref.name)) say('target-ref', 'name', 'using name with kind Mesh is not yet supported', ref.name);
      forbid(check, 'mesh', 'tags', 'labels', 'namespace', 'sectionName');
      return checkProxyTypes(check);
    case 'MeshSubset':
      forbid(check, 'name', 'mesh');
      checkTags(ref.tags ?? {}, 'tags', 'target-ref', say);
      forbid(check, 'labels', 'namespace', 'sectionName');
      return checkProxyTypes(check);
    case 'MeshService':
      return checkService(check);
    case 'Dataplane':
      return checkDataplane(check);
    default:
      return checkNamed(check);
  }
}

function forbid({ ref, kind, say }: Check, ...names: readonly (keyof TargetRefSpec)[]): void {
  for (const name of names)
    if (isSet(ref[name])) say('target-ref', name, `must not be set with kind ${kind}`, ref[name]);
}

function checkProxyTypes({ ref, release, say }: Check): void {
  if (release !== '2.8' && ref.proxyTypes?.length === 0)
    say('proxy-types', 'proxyTypes', 'must be undefined or have at least one element', ref.proxyTypes);
}

const NAME = /^[0-9a-z.\-_]*$/;

function checkName({ ref: { name = '' }, say }: Check): void {
  const message = "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and '_'.";
  if (!NAME.test(name)) say('target-ref', 'name', message, name);
}

/** Labels stand for a name and its namespace. */
function checkLabels({ ref, say }: Check): void {
  if (isSet(ref.labels) && (isSet(ref.name) || isSet(ref.namespace)))
    say('target-ref', 'labels', 'either labels or name and namespace must be specified', ref.labels);
}

function checkService(check: Check): void {
  const { ref, kind, release, say } = check;
  checkName(check);
  forbid(check, 'mesh', 'tags', 'proxyTypes');
  if (!isSet(ref.labels) && !isSet(ref.name)) {
    if (release === '2.8') say('target-ref', 'name', `must be set with kind ${kind}`, ref.name);
    else say('target-ref', '', `name or labels must be set when kind is ${kind}`, undefined);
  }
  checkLabels(check);
  if (release === '2.8' && isSet(ref.labels) && isSet(ref.sectionName))
    say('target-ref', 'sectionName', 'sectionName should not be combined with labels', ref.sectionName);
}

function checkDataplane(check: Check): void {
  const { ref, isInbound, say } = check;
  forbid(check, 'tags', 'mesh', 'proxyTypes');
  checkLabels(check);
  if (!isInbound && isSet(ref.sectionName))
    say('target-ref', 'sectionName', 'can only be used with inbound policies', ref.sectionName);
}

/** MeshServiceSubset and MeshExternalService. */
function checkNamed(check: Check): void {
  const { ref, kind, release, say } = check;
  const kindOf = release === '2.8' ? 'with kind' : 'when kind is';
  if (!isSet(ref.name)) say('target-ref', 'name', `must be set ${kindOf} ${kind}`, ref.name);
  checkName(check);
  forbid(check, 'mesh', 'proxyTypes');
  (release === '2.8' ? checkTags : checkSelector)(ref.tags ?? {}, 'tags', 'target-ref', say);
  forbid(check, 'labels', 'namespace', 'sectionName');
}

const isSet = (value: string | object | undefined): boolean =>
  typeof value === 'string' ? value !== '' : value !== undefined && Object.keys(value).length > 0;
