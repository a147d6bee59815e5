import { leadsOf } from '../../src/backends/envoy/leads';

/**
 * The same bootstrap with a filter chain for each destination: one that several share is written out for each, with what Envoy
 * puts in for where a connection was sent to.
 */

type Json = Readonly<Record<string, unknown>>;
const SENT_TO = '%DOWNSTREAM_LOCAL_ADDRESS%';

export function chainForEach(bootstrap: Json): Json {
  const resources = bootstrap['static_resources'] as { readonly listeners: readonly Json[] };
  return { ...bootstrap, static_resources: { ...resources, listeners: resources.listeners.map(written) } };
}

function written(listener: Json): Json {
  const { filter_chain_matcher: matcher, filter_chains, ...others } = listener;
  if (matcher === undefined) return listener;
  const chains = filter_chains as readonly Json[];
  const each = leadsOf(matcher).map(({ vip, port, chain }) => {
    const prefix = { address_prefix: vip, prefix_len: vip.includes(':') ? 128 : 32 };
    const place = `${vip.includes(':') ? `[${vip}]` : vip}:${port}`;
    const filters = chains.find(({ name }) => name === chain)?.['filters'] as readonly Json[];
    return {
      filter_chain_match: { prefix_ranges: [prefix], ...(port === undefined ? {} : { destination_port: port }) },
      filters: settled(filters, place),
    };
  });
  return { ...others, filter_chains: each };
}

/** What the filters of a shared chain do for one destination. */
function settled(filters: readonly Json[], place: string): unknown {
  const text = JSON.stringify(filters);
  const state = text.includes('"object_key":"envoy.tcp_proxy.cluster"') && text.includes(SENT_TO);
  const [, header] = /"header":\{"key":"([^"]+)","value":"%DOWNSTREAM_LOCAL_ADDRESS%"\}/.exec(text) ?? [];
  if (state) return JSON.parse(text.replace(/"cluster":"[^"]*"/, `"cluster":${JSON.stringify(place)}`));
  return header === undefined
    ? filters
    : JSON.parse(text.replace(`"cluster_header":"${header}"`, `"cluster":${JSON.stringify(place)}`));
}
