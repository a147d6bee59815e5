import type { Endpoint, HealthCheck, Limits, OutlierDetection, Protocol } from '../../ir/ir';
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
    outlier_detection: outlierDetection(given ?? FAILOVER),
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
  };
}

/** Quick to leave a dead endpoint and quick to try it again. */
const FAILOVER: OutlierDetection = {
  consecutiveErrors: 3,
  interval: 1000,
  baseEjectionTime: 5000,
  maxEjectionPercent: 100,
};

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

export function healthChecks(check: HealthCheck | undefined, protocol: Protocol): object {
  if (check === undefined) return {};
  const { interval, timeout, healthyThreshold, unhealthyThreshold, path } = check;
  const asksPath = path !== undefined && (protocol === 'http' || protocol === 'http2');
  return {
    health_checks: [
      {
        timeout: duration(timeout),
        interval: duration(interval),
        unhealthy_threshold: unhealthyThreshold,
        healthy_threshold: healthyThreshold,
        ...(asksPath
          ? { http_health_check: { path, ...(protocol === 'http2' ? { codec_client_type: 'HTTP2' } : {}) } }
          : { tcp_health_check: {} }),
      },
    ],
  };
}
