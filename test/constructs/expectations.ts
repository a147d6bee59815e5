import {
  type CaptureMode,
  Dataplane,
  Endpoint,
  HostnameGenerator,
  type MeshExternalServiceProps,
  MeshTesting,
  Protocol,
} from '../../src';
import { NAMES, NETWORKING, service, world } from './declare';

/** What tests of traffic assertions begin with. */

export const HOSTNAME = { ...NAMES, template: '{{ .DisplayName }}.mesh.internal' };
export const SECURED: Partial<MeshExternalServiceProps> = {
  match: { port: 443, protocol: Protocol.HTTP },
  endpoints: [Endpoint.dns('api.bank.example', 443)],
  tls: { enabled: true },
};

export interface Declared extends Partial<MeshExternalServiceProps> {
  readonly capture?: CaptureMode;
  readonly cidr?: string;
}

/** `bank`, at 127.0.0.1:8081 of `example` and at its VIP in the modes that capture it. */
export function declared({ capture, cidr, ...props }: Declared = {}) {
  const { app, chart, mesh } = world({ envoy: { capture }, ...(cidr === undefined ? {} : { vips: { cidr } }) });
  new HostnameGenerator(chart, 'names', HOSTNAME);
  const bank = service(mesh, 'bank', { ...SECURED, ...props });
  const networking = { ...NETWORKING, outbound: [{ port: 8081, backendRef: bank }], admin: { port: 9901 } };
  new Dataplane(mesh, 'example', { networking });
  return { app, chart, mesh, bank, example: MeshTesting.expect(app).from('example') };
}

/** The message of what is thrown. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
