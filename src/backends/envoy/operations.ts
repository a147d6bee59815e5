import { extension } from './types';

/** Counters that tell whether services are reached, how much, and why not; everything else costs memory and is left out. */
const KEPT = [
  'upstream_cx_total',
  'upstream_cx_active',
  'upstream_cx_connect_fail',
  'upstream_rq_total',
  'upstream_rq_5xx',
  'upstream_rq_pending_overflow',
  'upstream_cx_overflow',
  'membership_healthy',
  'membership_total',
  'ssl.connection_error',
  'ssl.fail_verify_error',
  'ssl.fail_verify_san',
  'key_rotation_failed',
  'update_failure',
  'update_rejected',
  'downstream_cx_total',
  'downstream_cx_active',
  'downstream_cx_overload_reject',
  'no_filter_chain_match',
  'rbac.allowed',
  'rbac.denied',
  'rbac.shadow_denied',
];

export const minimalStats = {
  stats_matcher: {
    inclusion_list: { patterns: [...KEPT.map((suffix) => ({ suffix: `.${suffix}` })), { prefix: 'server.' }] },
  },
};

/** More connections than these are closed as soon as they come. */
export const connectionLimit = (connections: number): object => ({
  resource_monitors: [
    extension(
      'envoy.resource_monitors.global_downstream_max_connections',
      'extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
      { max_active_downstream_connections: connections },
    ),
  ],
});
