import { type ApiObject, ApiObjectMetadataDefinition, Chart, type OwnerReference } from 'cdk8s';
import { sortedTexts } from '../backends/sorted-texts';
import { hasOwnResolvers } from './resolvers';

export interface ResourceMetadataProps {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Then it is in no namespace, whatever its chart says. */
  readonly isClusterScoped?: boolean;
}

/** Metadata that is a name, labels and annotations is written as it is; more than that cdk8s puts together. */
export class ResourceMetadata extends ApiObjectMetadataDefinition {
  private readonly _labels: Record<string, string>;
  private readonly _annotations: Record<string, string> = {};
  private _hasMore = false;

  /** The namespace and labels of a chart hold for all in it, as for any ApiObject. */
  constructor(
    private readonly _resource: ApiObject,
    { name, namespace: own, labels, isClusterScoped = false }: ResourceMetadataProps,
  ) {
    const chart = Chart.of(_resource);
    const namespace = isClusterScoped ? undefined : (own ?? chart.namespace);
    const all = { ...chart.labels, ...labels };
    super({ name, ...(namespace === undefined ? {} : { namespace }), labels: all, apiObject: _resource });
    this._labels = all;
  }

  override addLabel(key: string, value: string): void {
    super.addLabel(key, value);
    this._labels[key] = value;
  }

  override addAnnotation(key: string, value: string): void {
    super.addAnnotation(key, value);
    this._annotations[key] = value;
  }

  override addFinalizers(...finalizers: string[]): void {
    super.addFinalizers(...finalizers);
    this._hasMore = true;
  }

  override addOwnerReference(owner: OwnerReference): void {
    super.addOwnerReference(owner);
    this._hasMore = true;
  }

  override add(key: string, value: unknown): void {
    super.add(key, value);
    this._hasMore = true;
  }

  /** Whether it has what the compile does not read. That may be a Lazy that reads what was compiled. */
  get isLate(): boolean {
    if (this._hasMore) return true;
    for (const key in this._annotations) if (isLate(key, this._annotations[key])) return true;
    return false;
  }

  /** What the compile reads; of an annotation that is only known later, the key. */
  declared(): object {
    if (!this.isLate) return this.toJson() as object;
    const { name, namespace, _labels: labels, _resource: apiObject } = this;
    const known = Object.entries(this._annotations).map(([key, text]) => [key, isLate(key, text) ? '' : text]);
    const annotations = Object.fromEntries(known) as Record<string, string>;
    return new ApiObjectMetadataDefinition({ name, namespace, labels, annotations, apiObject }).toJson() as object;
  }

  override toJson(): unknown {
    const { name, namespace, _labels: labels, _annotations: annotations } = this;
    const isPlain = isText(labels) && isText(annotations) && isText({ name, namespace: namespace ?? '' });
    if (this._hasMore || !isPlain || hasOwnResolvers(this._resource)) return super.toJson() as unknown;
    const written: Record<string, unknown> = {};
    if (Object.keys(annotations).length > 0) written['annotations'] = sortedTexts(annotations);
    if (Object.keys(labels).length > 0) written['labels'] = sortedTexts(labels);
    written['name'] = name;
    if (namespace !== undefined) written['namespace'] = namespace;
    return written;
  }
}

/** Kuma reads its own annotations, and so does the compile. */
const isLate = (key: string, text: unknown): boolean => typeof text !== 'string' && !key.startsWith('kuma.io/');

/** What is typed as text may still be a value that is only known at synth. */
function isText(texts: Readonly<Record<string, unknown>>): boolean {
  for (const key in texts) if (typeof texts[key] !== 'string') return false;
  return true;
}
