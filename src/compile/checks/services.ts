import type { Diagnostic } from '../../diagnostics/diagnostic';
import { type Model, meshKey } from '../../model/model';
import { groupBy } from '../order';
import { type Secrets, checkCredentials } from './credentials';
import { checkEndpoints } from './endpoints';
import { vipCidrs } from '../vip-ranges';
import { checkTls } from './tls';
import { checkTreatment } from '../treatment';

/** What can be said of each service without its hostnames and its VIP. */
export function checkServices({ meshes, services, secrets }: Model, now: number | undefined): Diagnostic[] {
  const ranges = new Map(meshes.map((mesh) => [meshKey(mesh.name, mesh.zone), vipCidrs(mesh)]));
  const secretsOf = new Map(
    [...groupBy(secrets, ({ mesh }) => mesh)].map(([mesh, all]) => [mesh, named(all.map(({ name }) => name))]),
  );
  return services.flatMap((service) => {
    const known = secretsOf.get(service.mesh) ?? NONE;
    return checkEndpoints(service, ranges.get(service.mesh) ?? []).concat(
      checkTls(service),
      service.spec.extension === undefined ? checkTreatment(service) : [],
      checkCredentials(service, { secrets: known, now }),
    );
  });
}

function named(all: readonly string[]): Secrets {
  const names = new Set(all);
  return { all, has: (name) => names.has(name) };
}

const NONE = named([]);
