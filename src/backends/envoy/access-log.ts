import type { Protocol, Treatment } from '../../ir/ir';
import { ADDRESS, CLIENT } from './guard';
import { type AccessLog, type Extension, extension } from './types';

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
  path: '%REQ(:PATH)%',
  authority: '%REQ(:AUTHORITY)%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
};

/** How a log knows the client: of the connection it stands at, or of the guard before it. */
export type Told = Readonly<Record<string, string>>;
export const OF_CERTIFICATE: Told = { identity: '%DOWNSTREAM_PEER_URI_SAN%' };
export const OF_GUARD: Told = {
  client: `%FILTER_STATE(${ADDRESS}:PLAIN)%`,
  identity: `%FILTER_STATE(${CLIENT}:PLAIN)%`,
};

/** The access log of a service; none unless it is asked for. */
export function accessLog(
  log: Treatment['accessLog'],
  service: string,
  protocol: Protocol,
  told: Told = {},
): AccessLog[] {
  if (log === undefined) return [];
  const fields = { ...fieldsOf(service, protocol), ...told };
  const format = log.format === 'json' ? { json_format: fields } : text(fields);
  return [sink(log.path, format)];
}

/** Tells of clients that are let in although they are to be denied one day. */
export function doubtLog(service: string, protocol: Protocol, told: Told): AccessLog {
  const fields = { ...fieldsOf(service, protocol), ...told, permission: 'AllowWithShadowDeny' };
  return { ...sink(undefined, text(fields)), ...(protocol === 'tcp' ? {} : { filter: IS_MARKED }) };
}

/** As the filter for access marks them. */
const IS_MARKED = {
  metadata_filter: {
    matcher: {
      filter: 'envoy.filters.http.rbac',
      path: [{ key: 'shadow_engine_result' }],
      value: { string_match: { exact: 'denied' } },
    },
    match_if_key_not_found: false,
  },
};

const fieldsOf = (service: string, protocol: Protocol): Readonly<Record<string, string>> => ({
  ...COMMON,
  service,
  ...(protocol === 'tcp' ? {} : OF_REQUESTS),
});

function text(fields: Readonly<Record<string, string>>): object {
  const line = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return { text_format_source: { inline_string: `${line}\n` } };
}

const sink = (path: string | undefined, log_format: object): Extension =>
  path === undefined
    ? extension('envoy.access_loggers.stdout', 'extensions.access_loggers.stream.v3.StdoutAccessLog', { log_format })
    : extension('envoy.access_loggers.file', 'extensions.access_loggers.file.v3.FileAccessLog', { path, log_format });
