import type { Protocol, Treatment } from '../../ir/ir';
import { extension } from './types';

/** In every form: when, which service, how it ended, and what Envoy says of a connection that failed. */
const COMMON = {
  time: '%START_TIME%',
  service: '',
  client: '%DOWNSTREAM_REMOTE_ADDRESS%',
  upstream: '%UPSTREAM_HOST%',
  flags: '%RESPONSE_FLAGS%',
  failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  received: '%BYTES_RECEIVED%',
  sent: '%BYTES_SENT%',
  duration: '%DURATION%',
};
const OF_REQUESTS = {
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  authority: '%REQ(:AUTHORITY)%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
};

/** The access log of the listener of a service; nothing unless it is asked for. */
export function accessLog(log: Treatment['accessLog'], service: string, protocol: Protocol): object {
  if (log === undefined) return {};
  const fields = { ...COMMON, service, ...(protocol === 'tcp' ? {} : OF_REQUESTS) };
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  const format =
    log.format === 'json' ? { json_format: fields } : { text_format_source: { inline_string: `${text}\n` } };
  return {
    access_log: [
      log.path === undefined
        ? extension('envoy.access_loggers.stdout', 'extensions.access_loggers.stream.v3.StdoutAccessLog', {
            log_format: format,
          })
        : extension('envoy.access_loggers.file', 'extensions.access_loggers.file.v3.FileAccessLog', {
            path: log.path,
            log_format: format,
          }),
    ],
  };
}
