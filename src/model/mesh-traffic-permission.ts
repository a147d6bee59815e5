import type { Diagnostic } from '../diagnostics/diagnostic';
import { type KumaCode, kuma } from '../diagnostics/kuma';
import { item, member } from './field-path';
import { type KumaVersion, type Resource, at } from './model';
import { type PermissionMatchSpec, checkMatch } from './permission-match';
import { type TargetRefSpec, checkTargetRef } from './target-ref';

/**
 * MeshTrafficPermission, as Kuma's api/v1alpha1/meshtrafficpermission.go has it; its rules are in
 * docs/traffic-permissions.md.
 */
export interface MeshTrafficPermissionSpec {
  /** Whose inbound traffic, or the traffic to which external service; since 2.14 left out for the whole mesh. */
  readonly targetRef?: TargetRefSpec;
  readonly from?: readonly PermissionFromSpec[];
  /** Since 2.14, in place of `from`. */
  readonly rules?: readonly { readonly default?: PermissionMatchesSpec }[];
}
export interface PermissionFromSpec {
  /** The clients. */
  readonly targetRef?: TargetRefSpec;
  readonly default?: { readonly action?: PermissionAction };
}
export type PermissionAction = 'Allow' | 'Deny' | 'AllowWithShadowDeny';
export interface PermissionMatchesSpec {
  readonly allow?: readonly PermissionMatchSpec[];
  readonly allowWithShadowDeny?: readonly PermissionMatchSpec[];
  readonly deny?: readonly PermissionMatchSpec[];
}

type Say = (code: KumaCode, field: string, message: string, found: unknown) => void;

const FROM_KINDS: Readonly<Record<KumaVersion, readonly string[]>> = {
  '2.8': ['Mesh', 'MeshSubset', 'MeshService', 'MeshServiceSubset', 'MeshExternalService'],
  '2.14': ['Mesh', 'MeshSubset', 'MeshService', 'MeshServiceSubset'],
};
const KINDS: typeof FROM_KINDS = { '2.8': FROM_KINDS['2.8'], '2.14': [...FROM_KINDS['2.14'], 'Dataplane'] };

/** The rules of Kuma's api/v1alpha1/validator.go, in its order. */
export function checkMeshTrafficPermission(
  permission: Resource<MeshTrafficPermissionSpec>,
  release: KumaVersion,
): Diagnostic[] {
  const { targetRef, from = [], rules = [] } = permission.spec;
  const found: Diagnostic[] = [];
  const say: Say = (code, field, message, value) => void found.push(kuma(code, at(permission, field), message, value));
  const isInbound = from.length + rules.length > 0;
  if (targetRef !== undefined || release === '2.8')
    checkTargetRef(targetRef ?? {}, { kinds: KINDS[release], isInbound }, release, below('spec.targetRef', say));
  if (release === '2.8') {
    if (from.length === 0) say('permission-from', 'spec.from', 'needs at least one item', permission.spec.from);
  } else checkRules(from, rules, say);
  from.forEach((one, i) => checkFrom(one, item('spec.from', i), release, say));
  return found;
}

/** The same, of a part of the document. */
const below =
  (path: string, say: Say): Say =>
  (code, field, ...rest) =>
    say(code, field === '' ? path : member(path, field), ...rest);

function checkFrom(one: PermissionFromSpec, field: string, release: KumaVersion, say: Say): void {
  const rules = { kinds: FROM_KINDS[release], isInbound: false };
  checkTargetRef(one.targetRef ?? {}, rules, release, below(`${field}.targetRef`, say));
  const action = one.default?.action ?? '';
  if (action === '') say('permission-action', `${field}.default.action`, 'must be defined', action);
}

type Rules = NonNullable<MeshTrafficPermissionSpec['rules']>;

function checkRules(from: readonly unknown[], rules: Rules, say: Say): void {
  if (from.length > 0 && rules.length > 0)
    say('permission-from', 'spec', "field 'from' must be empty when 'rules' is defined", from);
  if (from.length === 0 && rules.length === 0)
    say('permission-from', 'spec', "at least one of 'from' or 'rules' has to be defined", undefined);
  rules.forEach((rule, i) => {
    const { allow = [], allowWithShadowDeny = [], deny = [] } = rule.default ?? {};
    const field = item('spec.rules', i);
    if (allow.length + allowWithShadowDeny.length + deny.length === 0) {
      const message = "at least one of 'allow', 'allowWithShadowDeny', 'deny' has to be defined";
      say('permission-from', field, message, undefined);
    }
    for (const [name, matches] of Object.entries({ allow, allowWithShadowDeny, deny }))
      matches.forEach((match, j) => checkMatch(match, item(`${field}.${name}`, j), say));
  });
}
