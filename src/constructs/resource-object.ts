import { ApiObject, App, ImplicitTokenResolver, type JsonPatch, Lazy, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { Construct } from 'constructs';

export interface ResourceHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
}

/**
 * A custom resource: a raw ApiObject, which keeps patches of fields that no schema knows. Most say what they mean in plain
 * JSON; those are put in order here, and cdk8s, which makes some hundred objects of each on the way, resolves the others.
 */
export class ResourceObject extends ApiObject {
  private _isPatched = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly head: ResourceHead,
    private readonly body: { readonly fields?: object; readonly spec: () => object },
  ) {
    super(scope, id, { ...head, ...body.fields, spec: Lazy.any({ produce: body.spec }) as unknown });
  }

  get isPatched(): boolean {
    return this._isPatched;
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this._isPatched ||= patches.length > 0;
    super.addJsonPatch(...patches);
  }

  override toJson(): unknown {
    const body = { ...this.body.fields, spec: this.body.spec() };
    const isForUs = !this._isPatched && (process.env.CDK8S_DISABLE_SORT ?? '') === '' && App.of(this).resolvers.every(isBuiltIn) && isPlain(body);
    if (!isForUs) return super.toJson();
    const { apiVersion, kind } = this.head;
    return { apiVersion, kind, metadata: this.metadata.toJson() as unknown, ...(inOrder(body) as object) };
  }
}

const isBuiltIn = (resolver: unknown): boolean =>
  resolver instanceof LazyResolver ||
  resolver instanceof ImplicitTokenResolver ||
  resolver instanceof NumberStringUnionResolver;

/** Whether cdk8s would find nothing to resolve: no Lazy, no token and no class. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (Array.isArray(value)) return value.every(isPlain);
  if (value.constructor !== Object) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) if (!isPlain(fields[name])) return false;
  return true;
}

/** As cdk8s writes it: keys in order, without those that hold nothing. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = value as Readonly<Record<string, unknown>>;
  const left: Record<string, unknown> = {};
  for (const name of sortedKeys(fields)) {
    const one = inOrder(fields[name]);
    if (one !== undefined) left[name] = one;
  }
  return left;
}

function sortedKeys(fields: object): readonly string[] {
  const names = Object.keys(fields);
  return names.every((name, i) => i === 0 || names[i - 1] < name) ? names : names.sort();
}
