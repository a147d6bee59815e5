import { ApiObject, type Chart } from 'cdk8s';
import { Deployment, type Workload } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { DataSource, Delivery, type MeshProps, type SidecarDeliveryOptions, type SidecarOptions } from '../../src';
import { type World, errorsOf, nameAll, world as plainWorld } from './declare';

/** Workloads with a sidecar, and what became of them. */

export const IMAGES = { envoy: 'envoy:1', coredns: 'coredns:1', capture: 'rules:1' };
export const CONTAINERS = { containers: [{ image: 'web:1' }] };
export const ALL: SidecarOptions = { selector: {} };
export const MTLS = {
  enabled: true,
  verification: { clientCert: DataSource.secret('pair-cert'), clientKey: DataSource.secret('pair-key') },
};

export const delivered = (options: Partial<SidecarDeliveryOptions> = {}): Delivery[] => [
  Delivery.sidecar({ clusterDnsIp: '10.96.0.10', images: IMAGES, ...options }),
];

export function world(options: Partial<SidecarDeliveryOptions> = {}, props: MeshProps = {}): World {
  const made = plainWorld({ delivery: delivered(options), ...props }, { namespace: 'shop' });
  nameAll(made.chart);
  return made;
}

export const deployment = (chart: Chart, id = 'web'): Deployment => new Deployment(chart, id, CONTAINERS);

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly restartPolicy?: string;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
}
export interface Template {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
    readonly dnsPolicy: string;
    readonly dnsConfig: object;
    readonly securityContext: { readonly sysctls: readonly object[] };
    readonly volumes: readonly {
      readonly name: string;
      readonly projected?: { readonly sources: readonly object[] };
    }[];
  };
}

/** The pod template of a workload, once everything is settled and nothing is wrong. */
export function template({ app }: World, workload: Workload): Template {
  expect(errorsOf(app)).toEqual([]);
  const { spec } = ApiObject.of(workload).toJson() as { readonly spec: Record<string, unknown> };
  const { spec: job = spec } = (spec['jobTemplate'] ?? {}) as { readonly spec?: Record<string, unknown> };
  return job['template'] as Template;
}

/** The data of the ConfigMaps of a workload's sidecar. */
export function data({ app }: World, what: 'envoy' | 'coredns', path = 'kuma/web'): Readonly<Record<string, string>> {
  expect(errorsOf(app)).toEqual([]);
  const found = `${path}/Sidecar/${what}`.split('/').reduce<IConstruct>((at, id) => at.node.findChild(id), app);
  return ((found as ApiObject).toJson() as { readonly data: Record<string, string> }).data;
}

export const names = (containers: readonly Container[]): string[] => containers.map(({ name }) => name);
