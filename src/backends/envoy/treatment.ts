import type { Endpoint, HealthCheck, Limits, OutlierDetection, Protocol, Tls } from '../../ir/ir';
import { duration } from './time';

/** What a cluster does beside connecting: limits, and telling good endpoints from bad. */

export function circuitBreakers(limits: Limits | undefined): object {
  if (limits === undefined) return {};
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries } = limits;
  const threshold = {
    max_connections: maxConnections,
    max_pending_requests: maxPendingRequests,
    max_requests: maxRequests,
    max_retries: maxRetries,
  };
  return { circuit_breakers: { thresholds: [threshold] } };
}

/**
 * Without being told that endpoints fail, Envoy never leaves the first priority; so with several, failing ones are found out
 * by default, all of them may be left out, and a priority without a healthy endpoint is not used all the same ("panic").
 */
export function failover(given: OutlierDetection | undefined, endpoints: readonly Endpoint[]): object {
  const hasPriorities = endpoints.some(({ priority }) => priority > 0);
  if (!hasPriorities) return given === undefined ? {} : { outlier_detection: outlierDetection(given) };
  return {
    outlier_detection: given === undefined ? FAILOVER : outlierDetection(given),
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
  };
}

/** What cannot be connected to is left out, quickly and for a short time; who answers is not, whatever the answer. */
export const UNREACHABLE = {
  split_external_local_origin_errors: true,
  consecutive_local_origin_failure: 3,
  enforcing_consecutive_5xx: 0,
  enforcing_success_rate: 0,
  enforcing_local_origin_success_rate: 0,
  interval: '1s',
  base_ejection_time: '5s',
  max_ejection_percent: 100,
};

/** As dead as that is who answers 502, 503 or 504. An error of the service itself, which some client may provoke, is not. */
const FAILOVER = { ...UNREACHABLE, consecutive_gateway_failure: 3, enforcing_consecutive_gateway_failure: 100 };

const outlierDetection = ({
  consecutiveErrors,
  interval,
  baseEjectionTime,
  maxEjectionPercent,
}: OutlierDetection): object => ({
  consecutive_5xx: consecutiveErrors, // a connection that fails counts as one
  interval: duration(interval),
  base_ejection_time: duration(baseEjectionTime),
  max_ejection_percent: maxEjectionPercent,
});

/** Whether endpoints are asked by HTTP how they are. */
export const asksByHttp = (check: HealthCheck | undefined, protocol: Protocol): check is HealthCheck =>
  check?.path !== undefined && (protocol === 'http' || protocol === 'http2');

export function healthChecks(check: HealthCheck | undefined, protocol: Protocol, tls: Tls | undefined): object {
  if (check === undefined) return {};
  const { interval, timeout, healthyThreshold, unhealthyThreshold, path } = check;
  const isHttp2 = protocol === 'http2';
  return {
    health_checks: [
      {
        timeout: duration(timeout),
        interval: duration(interval),
        no_traffic_interval: duration(interval), // Envoy's own, for a cluster that nobody used yet, is a minute
        unhealthy_threshold: unhealthyThreshold,
        healthy_threshold: healthyThreshold,
        ...(asksByHttp(check, protocol)
          ? { http_health_check: { path, ...(isHttp2 ? { codec_client_type: 'HTTP2' } : {}) } }
          : { tcp_health_check: {} }),
        // Of the cluster's own way to the endpoint a check takes all but this.
        ...(isHttp2 && tls !== undefined ? { tls_options: { alpn_protocols: ['h2'] } } : {}),
      },
    ],
  };
}
