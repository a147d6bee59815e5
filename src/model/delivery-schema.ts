import { object, text, word } from './envoy-options-schema';
import type { OptionSchema } from './options-schema';

/** The part of the options that says how services come to those who ask for them; `Delivery` has the same keys. */

const needed = (schema: OptionSchema, ...required: readonly string[]): OptionSchema => ({ ...schema, required });

const images = (coredns: string, more: Readonly<Record<string, OptionSchema>> = {}): OptionSchema =>
  needed(
    object('The container images, with a tag or a digest.', {
      envoy: text('Of Envoy.'),
      coredns: text(`Of CoreDNS. ${coredns}`),
      corednsFileCapability: {
        type: 'boolean',
        description:
          'Whether the program of CoreDNS in it has the file capability cap_net_bind_service, as in its own image. With false its container drops all capabilities. Default: true.',
      },
      ...more,
    }),
    'envoy',
  );

const sidecar = needed(
  object('Envoy and CoreDNS in the pods of workloads.', {
    clusterDnsIp: text('The IP address of the cluster DNS Service, which answers for all other names.'),
    images: images('Required.', {
      capture: text('Of what sets the capture rules, with the program nft, or iptables-restore. Required.'),
    }),
    form: word(
      'native: init containers that keep running, as of Kubernetes 1.29. classic: containers beside those of the workload. Default: native.',
      'native',
      'classic',
    ),
    captureRules: word('The program that sets the capture rules. Default: nft.', 'nft', 'iptables'),
    clusterDomain: text('The domain that the names of the cluster end with. Default: cluster.local.'),
  }),
  'clusterDnsIp',
  'images',
);

const egressIsolation = needed(
  object('Namespaces whose pods get out of the cluster through the gateway alone. Default: none.', {
    namespaces: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'Their names. In each, a NetworkPolicy isolates all pods for egress.',
    },
    cidrs: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'The ranges of the cluster itself that they may go on to reach, as address/length. Default: none.',
    },
  }),
  'namespaces',
);

const gateway = needed(
  object('Envoys that a cluster shares, with a Service for each external service.', {
    clusterIpRange: text("The range of the Services' addresses, as address/length, inside the cluster's own."),
    clusterIpRangeV6: text('The range of a second, IPv6 address of each. Default: none.'),
    images: images('Required with dns.mode stub.'),
    namespace: text('Where it runs. Default: meshext-system.'),
    replicas: { type: 'integer', minimum: 1, maximum: 1000, description: 'How many Envoys there are. Default: 2.' },
    maxReplicas: {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      description: 'How many there may be under load; with it, replicas is the fewest. Default: no autoscaling.',
    },
    allowedNamespaces: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'The namespaces whose pods may come to it. Default: all.',
    },
    egressIsolation,
    dns: object('How names are answered in the cluster.', {
      mode: word(
        'custom: keys of the ConfigMap coredns-custom. stub: a CoreDNS of our own. inline: a text for the Corefile. Default: custom.',
        'custom',
        'stub',
        'inline',
      ),
      clusterIp: text('The IP address of the Service of our own CoreDNS. Required with mode stub.'),
    }),
  }),
  'clusterIpRange',
  'images',
);

const host = object('Envoy and CoreDNS on hosts.', {
  envoyPath: text('The program. Default: /usr/local/bin/envoy.'),
  corednsPath: text('The program. Default: /usr/local/bin/coredns.'),
  dnsAddress: text('The loopback address that CoreDNS answers on, port 53. Default: 127.0.0.1.'),
  firewall: word('What loads the rules of capture mode redirect. Default: nft.', 'nft', 'iptables'),
});

export const deliverySchema: OptionSchema = {
  type: 'array',
  minItems: 1,
  description: 'Who delivers. Default: custom resources for Kuma, and Envoy and DNS without it, for all.',
  items: {
    type: 'object',
    oneKey: true,
    properties: { kuma: object("Kuma's control plane, from custom resources.", {}), sidecar, gateway, host },
  },
};
