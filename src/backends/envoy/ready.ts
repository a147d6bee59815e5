import type { Proxy } from '../../ir/ir';
import { type Extension, type Listener, extension, socketAddress } from './types';

/** Answers GET /ready once all listeners are there, without the admin interface, which could also stop the proxy. */
export function readyListeners(ready: Proxy['ready']): Listener[] {
  if (ready === undefined) return [];
  return [
    {
      name: 'ready',
      traffic_direction: 'INBOUND',
      address: socketAddress(ready.address, ready.port),
      ignore_global_conn_limit: true, // a proxy that is full is not one that is not ready
      filter_chains: [{ filters: [answersReady] }],
    },
  ];
}

const answersReady: Extension = extension(
  'envoy.filters.network.http_connection_manager',
  'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
  {
    stat_prefix: 'ready',
    http_filters: [
      extension('envoy.filters.http.health_check', 'extensions.filters.http.health_check.v3.HealthCheck', {
        pass_through_mode: false,
        headers: [{ name: ':path', string_match: { exact: '/ready' } }],
      }),
      extension('envoy.filters.http.router', 'extensions.filters.http.router.v3.Router'),
    ],
    route_config: { name: 'ready', virtual_hosts: [] },
  },
);
