import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { MeshExternalServiceResource, Model } from '../../model/model';

const PORT = 'spec.match.port';

/** Says of findings of Kuma whether they are about something else than a port that was left out. */
export function isNotAboutOmittedPort({ services }: Model): (one: Diagnostic) => boolean {
  const places = new Set(services.filter(omitsPort).map(({ place }) => JSON.stringify(place)));
  return ({ authority, at: { field, ...place } }) =>
    authority !== 'kuma' || field !== PORT || !places.has(JSON.stringify(place));
}

const omitsPort = ({ spec, violations }: MeshExternalServiceResource): boolean =>
  spec.match?.port === undefined && !violations.some(({ field, found }) => field === PORT && found !== undefined);
