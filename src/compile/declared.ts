import type { Declared } from '../ir/ir';
import { coreName, displayName } from '../model/metadata';
import type { Resource } from '../model/model';

/** What every resource carries through to its custom resource. */
export const declared = (resource: Resource<unknown>): Declared => ({
  origin: resource.place,
  name: resource.name,
  displayName: displayName(resource),
  coreName: coreName(resource),
  labels: resource.labels,
  annotations: resource.annotations,
  spec: resource.spec,
});
