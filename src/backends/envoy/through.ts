import type { Proxy, Service, Through, Upstream } from '../../ir/ir';
import { clusterName, shown } from './cluster';
import { toEgress } from './mesh-tls';
import { protocolOptions } from './protocol-options';
import { duration } from './time';
import { UNREACHABLE, circuitBreakers } from './treatment';
import { type Cluster, socketAddress } from './types';

/** A service as a proxy reaches it through the egresses of its zone. Its endpoints and its TLS are their business. */
export function clusterThrough(
  service: Service,
  { treatment }: Upstream,
  { mesh, egresses }: Through,
  proxy: Proxy,
): Cluster {
  const name = clusterName(service, proxy);
  return {
    name,
    ...shown(name, service, proxy),
    ...(egresses.some(({ isName }) => isName)
      ? { type: 'STRICT_DNS', wait_for_warm_on_init: false }
      : { type: 'STATIC' }),
    connect_timeout: duration(treatment.connectTimeout),
    ...protocolOptions(service.protocol, treatment.idleTimeout),
    ...circuitBreakers({ maxRetries: RETRIES, ...treatment.limits }),
    ...LEAVING_OUT,
    load_assignment: {
      cluster_name: name,
      endpoints: [
        {
          lb_endpoints: egresses.map(({ address, port }) => ({ endpoint: { address: socketAddress(address, port) } })),
        },
      ],
    },
    ...toEgress(service, mesh, proxy),
  };
}

/** At once. When an egress or an endpoint dies, all that was on its way there is tried again; Envoy's own limit is 3. */
const RETRIES = 1024;

/**
 * An egress that cannot be connected to is left out for a while; one that answers with an error of the service is not. Should
 * all be left out, they are tried all the same.
 */
const LEAVING_OUT = {
  outlier_detection: UNREACHABLE,
  common_lb_config: { healthy_panic_threshold: { value: 1 } },
};

/** How often a connection is tried where there are so many places: nothing is sent before one stands, so no request is made twice. */
export const triesOf = (places: number): number => 3 * places;

/** The same for requests, each time at another place. */
export const safeRetries = (tries: number): object => ({
  retry_on: 'connect-failure,refused-stream,reset-before-request',
  num_retries: tries - 1,
});

/** A service as an egress reaches it for many clients, any of which may find out that an endpoint is dead. */
export const forMany = (upstream: Upstream): Upstream => ({
  ...upstream,
  treatment: { ...upstream.treatment, limits: { maxRetries: RETRIES, ...upstream.treatment.limits } },
});
