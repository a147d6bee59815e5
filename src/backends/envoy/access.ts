import type { AccessRule } from '../../ir/ir';
import { meshIdentity } from './mesh-tls';
import { type Extension, extension } from './types';

/** Some of the clients of a service, by what their certificates carry. */
export type Clients =
  | 'all'
  | 'none'
  | { readonly carrying: string }
  | { readonly but: Clients }
  | { readonly both: readonly Clients[] }
  | { readonly either: readonly Clients[] };

/** Who may reach a service, and who of them only until it is enforced that he may not. */
export interface Access {
  readonly allowed: Clients;
  readonly doubtful: Clients;
}

export const accessFor = (rules: readonly AccessRule[], mesh: string): Access => ({
  allowed: decided(rules, ({ action }) => action !== 'Deny', mesh),
  doubtful: decided(rules, ({ action }) => action === 'AllowWithShadowDeny', mesh),
});

/**
 * The clients for whom a rule of one kind decides: they fit it, and no later one of another kind. Rules of the kind that stand
 * together have the same ones after them, which are named once.
 */
function decided(rules: readonly AccessRule[], isMeant: (rule: AccessRule) => boolean, mesh: string): Clients {
  const parts: Clients[] = []; // all from the last
  const others: Clients[] = [];
  let together: Clients[] = [];
  const close = (): void => {
    if (others.length === 0) parts.push(...together);
    else if (together.length > 0) parts.push(but(either(together.toReversed()), either(others.toReversed())));
    together = [];
  };
  for (const rule of deciding(rules).toReversed()) {
    if (isMeant(rule)) together.push(clientsOf(rule, mesh));
    else {
      close();
      others.push(clientsOf(rule, mesh));
    }
  }
  close();
  return parts.length === 0 ? 'none' : either(parts.reverse());
}

const but = (clients: Clients, others: Clients): Clients =>
  clients === 'all' ? { but: others } : { both: [clients, { but: others }] };

/** What stands before a rule for everybody decides about nobody. */
const deciding = (rules: readonly AccessRule[]): readonly AccessRule[] => {
  const last = rules.findLastIndex(({ tags }) => Object.keys(tags).length === 0);
  return last < 0 ? rules : rules.slice(last);
};

const either = (all: readonly Clients[]): Clients =>
  all.includes('all') ? 'all' : all.length === 1 ? all[0] : { either: all };

function clientsOf({ tags }: AccessRule, mesh: string): Clients {
  const all = Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ carrying: identityOf(key, value, mesh) }));
  if (all.length === 0) return 'all';
  return all.length === 1 ? all[0] : { both: all };
}

const identityOf = (key: string, value: string, mesh: string): string =>
  key === 'kuma.io/service' ? `${meshIdentity(mesh)}${value}` : `kuma://${key}/${value}`;

/** Answers requests of all others with 403; requests of those to be denied one day are counted and marked for the log. */
export const requestFilter = ({ allowed, doubtful }: Access): Extension =>
  extension('envoy.filters.http.rbac', 'extensions.filters.http.rbac.v3.RBAC', {
    rules: { action: 'ALLOW', policies: policies(allowed) },
    ...(doubtful === 'none' ? {} : { shadow_rules: { action: 'DENY', policies: policies(doubtful) } }),
  });

const policies = (clients: Clients): object =>
  clients === 'none'
    ? {}
    : { MeshTrafficPermission: { permissions: [{ any: true }], principals: [principal(clients)] } };

function principal(clients: Clients): object {
  if (clients === 'all') return { any: true };
  if (clients === 'none') return { not_id: { any: true } };
  if ('carrying' in clients) return { authenticated: { principal_name: { exact: clients.carrying } } };
  if ('but' in clients) return { not_id: principal(clients.but) };
  return 'both' in clients
    ? { and_ids: { ids: clients.both.map(principal) } }
    : { or_ids: { ids: clients.either.map(principal) } };
}
