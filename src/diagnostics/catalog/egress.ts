import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';

/** Findings about zone egresses, and about who may pass them. One function per code, sorted by code. */

/** Another item, which decides in place of this one. */
export interface Stronger {
  readonly at: Place;
  readonly field: string;
  readonly action: string;
}
const named = ({ at, field }: Stronger): string => `${field} of ${nameOf(at)}`;

export const permissionContradicts = (at: Place, action: string, service: string, stronger: Stronger): Diagnostic =>
  finding(
    'permission-contradicts',
    'warning',
    at,
    `it says ${action} to clients of ${service}, and ${named(stronger)}, which is for the same clients, says ${stronger.action}: that holds, only because of the order of items or names.`,
    'Say it once, or target one of them more narrowly.',
  );

export const permissionNamesNobody = (at: Place, what: string, hint: string): Diagnostic =>
  finding('permission-names-nobody', 'warning', at, what, hint);

export const permissionShadowed = (at: Place, stronger: Stronger): Diagnostic =>
  finding(
    'permission-shadowed',
    'warning',
    at,
    `it never decides: ${named(stronger)} comes after it, is for all of these clients too, and says ${stronger.action}.`,
    'Remove it, or put what is for more clients first.',
  );

export const permissionWithoutEgress = (at: Place, mesh: string): Diagnostic =>
  finding(
    'permission-without-egress',
    'warning',
    at,
    `it has no effect: a zone egress decides who may reach an external service, and traffic of mesh ${mesh} does not pass one.`,
    'Set routing.zoneEgress of the Mesh and declare a ZoneEgress, or remove the permission.',
  );

export const zoneEgressGateway = (at: Place): Diagnostic =>
  finding(
    'zone-egress-gateway',
    'error',
    at,
    'traffic to external services has to pass a zone egress, which asks every client for its own certificate, and a gateway has one for all.',
    'Deliver with sidecars or hosts, or set routing.zoneEgress of the Mesh to false.',
  );

export const zoneEgressNeeded = (at: Place, zone: string, proxies: number): Diagnostic =>
  finding(
    'zone-egress-needed',
    'error',
    at,
    `the mesh sends this traffic through a zone egress, and zone ${zone} has none, so its proxies (${proxies}) have no way to external services.`,
    'Declare a ZoneEgress in the zone, leave envoy out of the targets, or set routing.zoneEgress to false.',
  );
