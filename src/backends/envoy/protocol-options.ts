import type { Protocol } from '../../ir/ir';
import { duration } from './time';
import { any } from './types';

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** What a cluster speaks; also settles ALPN. Nothing for tcp. `idleTimeout` in milliseconds. */
export function protocolOptions(protocol: Protocol, idleTimeout?: number): object {
  if (protocol === 'tcp') return {};
  const options = protocol === 'http' ? { http_protocol_options: {} } : { http2_protocol_options: {} };
  return {
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: any('extensions.upstreams.http.v3.HttpProtocolOptions', {
        common_http_protocol_options: idleOptions(idleTimeout),
        explicit_http_config: options,
      }),
    },
  };
}

/** Each request goes on in the version of HTTP that it came in. */
export const sameProtocol = {
  typed_extension_protocol_options: {
    [HTTP_OPTIONS]: any('extensions.upstreams.http.v3.HttpProtocolOptions', {
      use_downstream_protocol_config: { http_protocol_options: {}, http2_protocol_options: {} },
    }),
  },
};

export const idle = (idleTimeout: number | undefined): object =>
  idleTimeout === undefined ? {} : { common_http_protocol_options: idleOptions(idleTimeout) };

const idleOptions = (idleTimeout: number | undefined): object | undefined =>
  idleTimeout === undefined ? undefined : { idle_timeout: duration(idleTimeout) };
