import type { Diagnostic } from '../../diagnostics/diagnostic';
import { type MeshExternalServiceResource, type Model, meshKey } from '../../model/model';
import { deliveryOf } from '../delivery';

const PORT = 'spec.match.port';

/**
 * Says of findings of Kuma whether they are about something else than a port that was left out where Kuma gets no resource:
 * of no mesh, or not of the service's.
 */
export function isNotAboutOmittedPort({ meshes, services }: Model, withoutKuma: boolean): (one: Diagnostic) => boolean {
  const others = meshes.filter((mesh) => withoutKuma || !deliveryOf(mesh).controlPlane);
  const keys = new Set(others.map(({ name, zone }) => meshKey(name, zone)));
  const free = services.filter((one) => omitsPort(one) && keys.has(one.mesh));
  const places = new Set(free.map(({ place }) => JSON.stringify(place)));
  return ({ authority, at: { field, ...place } }) =>
    authority !== 'kuma' || field !== PORT || !places.has(JSON.stringify(place));
}

const omitsPort = ({ spec, violations }: MeshExternalServiceResource): boolean =>
  spec.match?.port === undefined && !violations.some(({ field, found }) => field === PORT && found !== undefined);
