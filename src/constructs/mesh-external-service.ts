import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import type { ResourceOf } from '../model/read';
import { extensionConfigInvalid, vipOfControlPlane } from '../diagnostics/catalog';
import { type Named, isGlobal } from '../model/metadata';
import { type JudgedProps, judgeProps } from '../model/judge-props';
import type { Form, MeshExternalServiceResource } from '../model/model';
import { serviceOptions } from '../model/options-schema';
import type { ServiceSettings } from '../model/settings';
import { isCopy, namesInZones, shownName } from '../model/synced-name';
import { listOf, ofObject } from './as-declared';
import type { IBackend } from './backend';
import { copied } from './copied';
import {
  API_VERSION,
  customResource,
  declarationIn,
  declarationOf,
  metadataOf,
  patchFindings,
  unpatched,
} from './custom-resource';
import { endpointKey } from '../model/address';
import { Mesh } from './mesh';
import type { Match, MeshExternalServiceProps, Tls } from './mesh-external-service-props';
import { isOfJson, specOf } from './mesh-external-service-spec';
import { defaultName } from './names';
import type { ResourceMetadata } from './resource-metadata';
import type { ResourceObject } from './resource-object';
import { DeclarationTree } from './tree';
import type { Endpoint } from './values';

const MESH_EXTERNAL_SERVICE = Symbol.for('meshext.MeshExternalService');

/** A service outside the mesh, that the mesh may reach. */
export class MeshExternalService extends Construct implements IBackend {
  /**
   * Whether something is an external service, of this copy of the package or another.
   *
   * @param x anything
   */
  public static isMeshExternalService(x: unknown): x is MeshExternalService {
    return x !== null && typeof x === 'object' && MESH_EXTERNAL_SERVICE in x;
  }

  /** `MeshExternalService`. */
  public readonly kind: string = 'MeshExternalService';
  /** Its name. */
  public readonly name: string;
  /** The mesh that it belongs to. */
  public readonly mesh: Mesh;
  /** What clients connect to. */
  public readonly match: Match;
  /** TLS towards the endpoints. */
  public readonly tls?: Tls;
  private readonly _endpoints: Endpoint[];
  private readonly _metadata: ResourceMetadata;
  private readonly _resource?: ResourceObject;
  private readonly _extension: MeshExternalServiceProps['extension'];
  private readonly _options: Pick<MeshExternalServiceProps, 'vip' | 'envoy'>;
  private _wasVipRead = false;
  /** What it was called when it was last compiled: labels tell, and one of them may be a Lazy that reads what was compiled. */
  private _compiledAs?: { readonly name: string; readonly isGlobal: boolean };

  /**
   * @param scope a Mesh or a construct below one; any other with the prop `mesh`
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields
   * @throws when there is no Mesh above and none given
   */
  constructor(scope: Construct, id: string, props: MeshExternalServiceProps) {
    super(scope, id);
    Object.defineProperty(this, MESH_EXTERNAL_SERVICE, { value: true });
    this.mesh = props.mesh ?? Mesh.of(this);
    this.name = props.name ?? defaultName(this);
    this.match = copied(props.match);
    this.tls = copied(props.tls);
    this._endpoints = listOf(props.endpoints);
    this._extension = copied(props.extension);
    this._options = { vip: props.vip, envoy: copied(props.envoy) };
    const head = {
      kind: this.kind,
      name: this.name,
      namespace: this.mesh.systemNamespace,
      labels: { 'kuma.io/origin': 'zone', ...props.labels, 'kuma.io/mesh': this.mesh.name },
    };
    const resource = this.mesh._isForKuma ? customResource(this, { spec: () => this._spec(), ...head }) : undefined;
    this._resource = resource;
    this._metadata = resource?.metadata ?? metadataOf(this, head);
    this.mesh._services.push(this);
    DeclarationTree.of(this).declare({
      construct: this,
      mesh: this.mesh,
      part: () => ({ services: [this._declaration()] }),
      emitted: () => [
        ...this._judged().findings,
        ...(isOfJson(props.extension?.config)
          ? []
          : [extensionConfigInvalid({ ...this._at, field: 'spec.extension.config' })]),
        ...this._emitted(),
        ...(this._wasVipRead && !this.mesh._hasOwnVips ? [vipOfControlPlane({ construct: this.node.path })] : []),
      ],
    });
  }

  /** The metadata of its Kubernetes resource. A label added here counts for selectors. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._metadata;
  }

  /** Where the traffic goes. A copy. */
  public get endpoints(): Endpoint[] {
    return [...this._endpoints];
  }

  /**
   * The hostnames that the generators give it, sorted. Reading them before everything is declared is an error when a later
   * declaration changes them.
   */
  public get hostnames(): string[] {
    return DeclarationTree.of(this).read(this, 'hostnames', () => [...(this._service()?.hostnames ?? [])]);
  }

  /**
   * Its virtual IP address; the IPv4 one where it has two. Where a gateway alone delivers, that of its Service in the cluster.
   * Where only Kuma delivers, its control plane chooses it later: it is empty here, and reading it is an error of the synth.
   */
  public get vip(): string {
    this._wasVipRead = true;
    return DeclarationTree.of(this).read(this, 'vip', () => this._service()?.vips[0] ?? '');
  }

  /** Its virtual IP addresses: the IPv4 one first. A copy. As `vip`, none of ours where only Kuma delivers. */
  public get vips(): string[] {
    this._wasVipRead = true;
    return DeclarationTree.of(this).read(this, 'vips', () => [...(this._service()?.vips ?? [])]);
  }

  /**
   * Adds a place where the traffic goes.
   *
   * @param endpoint the place
   */
  public addEndpoint(endpoint: Endpoint): void {
    this._endpoints.push(endpoint);
    DeclarationTree.of(this).changed();
  }

  /**
   * The name that a reference has to it from within a zone.
   *
   * @internal
   */
  public _nameInZone(form: Form): string {
    const head = this._head();
    if (!isGlobal(head) || (form === 'kubernetes' && isCopy(head, this.mesh.name))) return this.name;
    return namesInZones(head, this.mesh.name, this.mesh.systemNamespace)[form];
  }

  /**
   * Whether it is among the services of a mesh: its own, and those of other zones when it is of the global control plane.
   *
   * @internal
   */
  public _isIn(mesh: Mesh): boolean {
    return this.mesh._key === mesh._key || (isGlobal(this._head()) && this.mesh.name === mesh.name);
  }

  private get _at(): Place {
    return { construct: this.node.path, kind: this.kind, mesh: this.mesh.name, name: this.name };
  }

  /** What tells of its origin; labels may be added late. */
  private _head(): Named {
    const { labels = {}, annotations = {} } = this._metadata.declared() as Partial<Named>;
    return { form: 'kubernetes', name: this.name, namespace: this.mesh.systemNamespace, labels, annotations };
  }

  private _service() {
    const tree = DeclarationTree.of(this);
    tree.compile();
    const named = this._compiledAs;
    return named === undefined ? undefined : tree.service(this.mesh._key, named.name, named.isGlobal);
  }

  private _declaration(): MeshExternalServiceResource {
    const { vip, envoy = {} } = this._judged().options;
    const read = this._read();
    this._compiledAs = { name: isCopy(read, this.mesh.name) ? shownName(read) : this.name, isGlobal: isGlobal(read) };
    return { mesh: this.mesh._key, ...(vip === undefined ? {} : { vip }), settings: envoy, ...read };
  }

  /** What Kuma's resource has no place for. Endpoints may be added late, and their Host headers with them. */
  private _judged(): JudgedProps<ServiceOptions> {
    const { vip, envoy } = this._options;
    const withHostnames = (settings: object): object => ({ hostnames: hostnamesOf(this._endpoints), ...settings });
    const all = this._endpoints.some(hasHostname) ? ofObject(envoy ?? {}, withHostnames) : envoy;
    return judgeProps<ServiceOptions>(serviceOptions, { vip, envoy: all }, this._at);
  }

  /** What is written of most services is at hand, and then it is read; a patch is none of what was declared. */
  private _read(): ResourceOf<'MeshExternalService'> {
    const written = this._written();
    if (written !== undefined) return declarationIn(this, written, 'MeshExternalService');
    const document = {
      apiVersion: API_VERSION,
      kind: this.kind,
      metadata: this._metadata.declared(),
      spec: this._spec(),
    };
    return declarationOf(this, document, 'MeshExternalService');
  }

  private _written(): object | undefined {
    return this._resource === undefined ? undefined : unpatched(this, this._resource);
  }

  private _emitted(): readonly Diagnostic[] {
    if (this._resource === undefined || this._written() !== undefined) return [];
    return patchFindings(this, this._resource, this._spec(), this.mesh._kumaVersion);
  }

  private _spec(): object {
    return specOf({ match: this.match, tls: this.tls, endpoints: this._endpoints, extension: this._extension });
  }
}

interface ServiceOptions {
  readonly vip?: string;
  readonly envoy?: ServiceSettings;
}

/** By endpoint, as `meshext.yaml` has them. */
const hostnamesOf = (endpoints: readonly Endpoint[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    endpoints
      .filter(hasHostname)
      .map(({ address, port, hostname }): [string, string] => [endpointKey(address, port), hostname]),
  );

/** What is no endpoint has none; that is said where the resource is read. */
const hasHostname = (endpoint: Partial<Endpoint> | undefined): endpoint is Endpoint & { readonly hostname: string } =>
  typeof endpoint?.address === 'string' && endpoint.hostname !== undefined;
