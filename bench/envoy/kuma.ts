import { type Cluster, type Listener, extension, socketAddress } from '../../src/backends/envoy/types';

/** Kuma's shape of the same services: a listener for each VIP and port, none of which binds, behind one that hands over to them. */

interface Bootstrap {
  readonly static_resources: { readonly listeners: readonly Listener[]; readonly clusters: readonly Cluster[] };
}

const PASSTHROUGH = 'outbound:passthrough:ipv4';

/** Of a bootstrap with capture `local-route`, which has a listener for each VIP and port. */
export function kumaShape(bootstrap: Bootstrap): object {
  const { listeners, clusters } = bootstrap.static_resources;
  return {
    ...bootstrap,
    static_resources: {
      listeners: [catching, ...listeners.map((one) => ({ ...one, bind_to_port: false }))],
      clusters: [...clusters, original],
    },
  };
}

const catching = {
  name: PASSTHROUGH,
  use_original_dst: true,
  address: socketAddress('0.0.0.0', 15001),
  filter_chains: [
    {
      filters: [
        extension('envoy.filters.network.tcp_proxy', 'extensions.filters.network.tcp_proxy.v3.TcpProxy', {
          stat_prefix: 'outbound_passthrough_ipv4',
          cluster: PASSTHROUGH,
        }),
      ],
    },
  ],
};
const original = { name: PASSTHROUGH, type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED', connect_timeout: '5s' };
