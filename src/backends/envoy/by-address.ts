import type { Proxy, Service } from '../../ir/ir';
import { extension, placeName } from './types';

/**
 * How many services have one filter chain. What tells them apart is where a connection was sent to, so their clusters are called
 * by that: `242.0.0.1:80`, as Envoy writes it. Counters and the admin interface go on calling them by the service.
 */

/** What a cluster is called by, where a shared chain leads to it; undefined for a service that has a chain of its own. */
export function sharedAddress(service: Service, { redirect }: Pick<Proxy, 'redirect'>): string | undefined {
  const [vip] = service.vips;
  if (redirect === undefined || vip === undefined || service.port === undefined || needsOwnChain(service))
    return undefined;
  return placeName(vip, service.port);
}

/** Each line of an access log names the service, also where no cluster was chosen yet; weights are written in the chain. */
const needsOwnChain = ({ upstream }: Service): boolean =>
  upstream?.treatment.accessLog !== undefined || upstream?.treatment.mixesEndpoints === true;

/** Where a connection was sent to. */
export const DESTINATION = '%DOWNSTREAM_LOCAL_ADDRESS%';

/** Leads a connection on to the cluster that is called by its destination. */
export const toDestination = extension(
  'envoy.filters.network.set_filter_state',
  'extensions.filters.network.set_filter_state.v3.Config',
  {
    on_new_connection: [
      {
        object_key: 'envoy.tcp_proxy.cluster',
        format_string: { text_format_source: { inline_string: DESTINATION } },
      },
    ],
  },
);

/** For the case that the destination is not known, which does not happen: there is no such cluster. */
export const NOWHERE = 'destination-unknown';

/** A header between our own parts: whatever a client sends in it is replaced, and no server sees it. */
export const DESTINATION_HEADER = 'x-meshext-destination';

/** Writes the destination of a request into the header, before anything else is done with it. */
export const destinationHeader = {
  early_header_mutation_extensions: [
    extension(
      'envoy.http.early_header_mutation.header_mutation',
      'extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation',
      {
        mutations: [
          {
            append: {
              header: { key: DESTINATION_HEADER, value: DESTINATION },
              append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
            },
          },
        ],
      },
    ),
  ],
};
