import { ApiObject, type JsonPatch, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { sortedEntries } from '../model/ordered';
import { hasOwnResolvers } from './resolvers';
import { ResourceMetadata, type ResourceMetadataProps } from './resource-metadata';

export interface ResourceHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ResourceMetadataProps;
}

/**
 * A custom resource: a raw ApiObject, which keeps patches of fields that no schema knows. Most say what they mean in plain
 * JSON; those are put in order here, and cdk8s, which makes some hundred objects of each on the way, resolves the others.
 */
export class ResourceObject extends ApiObject {
  public override readonly metadata: ResourceMetadata;
  private _isPatched = false;

  constructor(
    scope: Construct,
    id: string,
    head: ResourceHead,
    private readonly body: { readonly fields?: object; readonly spec: () => object },
  ) {
    // Of metadata cdk8s is given the name alone: it would make a definition of its own of the rest, and that is replaced below.
    const { apiVersion, kind, metadata } = head;
    const spec = Lazy.any({ produce: body.spec }) as unknown;
    super(scope, id, { apiVersion, kind, metadata: { name: metadata.name }, ...body.fields, spec });
    this.metadata = new ResourceMetadata(this, head.metadata);
  }

  get isPatched(): boolean {
    return this._isPatched;
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this._isPatched ||= patches.length > 0;
    super.addJsonPatch(...patches);
  }

  override toJson(): unknown {
    const isSorted = (process.env.CDK8S_DISABLE_SORT ?? '') === '';
    if (this._isPatched || !isSorted || hasOwnResolvers(this)) return super.toJson();
    const { fields } = this.body;
    const spec = this.body.spec();
    const body = fields === undefined ? { spec } : { ...fields, spec };
    const isWhole = isAsWritten(body);
    if (!isWhole && !isPlain(body)) return super.toJson();
    const { apiVersion, kind } = this;
    const resource = { apiVersion, kind, metadata: this.metadata.toJson() };
    return Object.assign(resource, isWhole ? body : asWritten(body));
  }
}

/** Whether cdk8s would write it as it is: it is plain, its keys are in order, and none holds nothing. So are most. */
function isAsWritten(value: unknown): boolean {
  if (typeof value !== 'object') return value !== undefined && typeof value !== 'function';
  if (value === null) return false;
  if (Array.isArray(value)) return value.every(isAsWritten);
  if (value.constructor !== Object) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  let before = '';
  for (const name in fields) {
    if (name < before || name === '__proto__' || !isAsWritten(fields[name])) return false;
    before = name;
  }
  return true;
}

/** Whether cdk8s would find nothing to resolve, and nothing that it writes otherwise: no Lazy, no token and no class. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (Array.isArray(value)) return value.every(isPlain);
  if (value.constructor !== Object) return false;
  return Object.entries(value).every(([name, one]) => name !== '__proto__' && isPlain(one));
}

/** As cdk8s writes it: keys in order, without those that hold nothing. */
const asWritten = (fields: object): object =>
  Object.fromEntries(
    sortedEntries(fields as Readonly<Record<string, unknown>>)
      .map(([name, one]) => [name, partAsWritten(one)] as const)
      .filter(([, one]) => one !== undefined),
  );

const partAsWritten = (value: unknown): unknown => {
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  return Array.isArray(value) ? value.map(partAsWritten) : asWritten(value);
};
