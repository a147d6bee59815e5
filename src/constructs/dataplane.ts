import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import { serviceOfOtherMesh } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { item } from '../model/field-path';
import { judgeProps } from '../model/judge-props';
import type { DataplaneResource, Form } from '../model/model';
import { dataplaneOptions } from '../model/options-schema';
import type { ProxySettings } from '../model/settings';
import { isObject } from '../model/read';
import { listOf, ofList, ofObject } from './as-declared';
import type { IBackend } from './backend';
import { copied } from './copied';
import { type Plain, customResource, declarationOf, literal, metadataOf, patchFindings } from './custom-resource';
import type { DataplaneProps, Gateway, Inbound, Networking, Outbound, TransparentProxying } from './dataplane-props';
import type { IEnvoyBootstrap } from './envoy-bootstrap';
import { Mesh } from './mesh';
import { isMesh } from './mesh-above';
import { MeshExternalService } from './mesh-external-service';
import { defaultName } from './names';
import { PatchableBootstrap } from './patchable-bootstrap';
import type { ResourceMetadata } from './resource-metadata';
import type { ResourceObject } from './resource-object';
import { DeclarationTree } from './tree';

type Spec = Plain<kuma.DataplaneSpec>;

/** A proxy: what it takes in for its application, and what it carries to other services. */
export class Dataplane extends Construct {
  /** Its name. */
  public readonly name: string;
  /** The mesh that it belongs to. */
  public readonly mesh: Mesh;
  private readonly _inbounds: Inbound[];
  private readonly _outbounds: Outbound[];
  private readonly _networking: Networking;
  private readonly _metadata: ResourceMetadata;
  private readonly _bootstrap: PatchableBootstrap;
  private readonly _options: ProxyOptions;

  /**
   * @param scope a Mesh or a construct below one; any other with the prop `mesh`
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields, and ours
   * @throws when there is no Mesh above and none given
   */
  constructor(scope: Construct, id: string, props: DataplaneProps) {
    super(scope, id);
    this.mesh = props.mesh ?? Mesh.of(this);
    this.name = props.name ?? defaultName(this);
    this._networking = copied(props.networking);
    const { inbound, outbound }: Partial<Networking> = isObject(this._networking) ? this._networking : {};
    this._inbounds = listOf(inbound);
    this._outbounds = listOf(outbound);
    this._bootstrap = new PatchableBootstrap(this);
    const { labels = {}, kubernetes } = props;
    const envoy = copied(props.envoy);
    const { options, findings } = judgeProps<ProxyOptions>(dataplaneOptions, { envoy, kubernetes }, this._at);
    this._options = options;
    const resource = options.kubernetes === true && this.mesh._isForKuma ? this._customResource(labels) : undefined;
    this._metadata = resource?.metadata ?? metadataOf(this, { name: this.name, labels });
    this.mesh._dataplanes.push(this);
    DeclarationTree.of(this).declare({
      construct: this,
      mesh: this.mesh,
      part: () => ({ dataplanes: [this._declaration()] }),
      patchedFiles: () => this._bootstrap.patchedFiles(),
      emitted: () => [
        ...findings,
        ...this._bootstrap.findings(),
        ...this._foreignBackends(),
        ...(resource === undefined
          ? []
          : patchFindings(this, resource, this._spec(kubernetesName), this.mesh._kumaVersion)),
      ],
    });
  }

  /** Its metadata, as on Kubernetes. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._metadata;
  }

  /** Its Envoy bootstrap, to read and to patch. */
  public get bootstrap(): IEnvoyBootstrap {
    return this._bootstrap;
  }

  /** What it takes in. A copy. */
  public get inbounds(): Inbound[] {
    return copied(this._inbounds);
  }

  /** What it carries to other services. A copy. */
  public get outbounds(): Outbound[] {
    return copied(this._outbounds);
  }

  /**
   * Adds something that it takes in.
   *
   * @param inbound port, application and tags
   */
  public addInbound(inbound: Inbound): void {
    this._inbounds.push(copied(inbound));
    DeclarationTree.of(this).changed();
  }

  /**
   * Adds something that it carries to another service.
   *
   * @param outbound port and service
   */
  public addOutbound(outbound: Outbound): void {
    this._outbounds.push(copied(outbound));
    DeclarationTree.of(this).changed();
  }

  private get _at(): Place {
    return { construct: this.node.path, kind: 'Dataplane', mesh: this.mesh.name, name: this.name };
  }

  /** By name the compile would find this mesh's own service, which the reference does not mean. */
  private _foreignBackends(): Diagnostic[] {
    const tree = DeclarationTree.of(this);
    const isOwn = (name: string): boolean =>
      [false, true].some((isGlobal) => tree.service(this.mesh._key, name, isGlobal) !== undefined);
    return this._outbounds.flatMap((outbound, i) => {
      const backend = backendOf(outbound);
      if (backend === undefined || backend.mesh._key === this.mesh._key || !isOwn(universalName(backend))) return [];
      const field = item('networking.outbound', i);
      return [serviceOfOtherMesh({ ...this._at, field }, backend.name, this.mesh._key, [backend.mesh._key])];
    });
  }

  private _customResource(labels: Readonly<Record<string, string>>): ResourceObject {
    return customResource(this, {
      kind: 'Dataplane',
      name: this.name,
      namespace: this.mesh.systemNamespace,
      labels,
      fields: { mesh: this.mesh.name },
      spec: () => this._spec(kubernetesName),
    });
  }

  private _declaration(): DataplaneResource {
    const { envoy, kubernetes = false } = this._options;
    const { labels = {} } = this._metadata.declared() as { readonly labels?: Readonly<Record<string, string>> };
    const document = { type: 'Dataplane', mesh: this.mesh.name, name: this.name, labels, ...this._spec(universalName) };
    return {
      ...declarationOf(this, document, 'Dataplane'),
      mesh: this.mesh._key,
      settings: { ...this.mesh._settings, ...envoy },
      onKubernetes: kubernetes,
    };
  }

  private _spec(name: BackendName): Spec {
    return { networking: ofObject(this._networking, (networking) => this._networkingSpec(networking, name)) };
  }

  private _networkingSpec(networking: Networking, name: BackendName): Spec['networking'] {
    const { address, advertisedAddress, admin, transparentProxying, gateway } = networking;
    const inbound = ofList(this._inbounds, (one) => ({ ...one }));
    const outbound = ofList(this._outbounds, (one) => outboundSpec(one, name));
    return {
      address,
      advertisedAddress,
      ...(inbound.length === 0 ? {} : { inbound }),
      ...(outbound.length === 0 ? {} : { outbound }),
      admin,
      ...(transparentProxying === undefined
        ? {}
        : { transparentProxying: ofObject(transparentProxying, transparentSpec) }),
      ...(gateway === undefined ? {} : { gateway: ofObject(gateway, gatewaySpec) }),
    };
  }
}

/** What of a proxy Kuma's resource has no place for. */
interface ProxyOptions {
  readonly envoy?: ProxySettings;
  readonly kubernetes?: boolean;
}

/** A backendRef names the core name, which has the namespace in it on Kubernetes. */
type BackendName = (backend: IBackend) => string;
const universalName: BackendName = (backend) => nameInZone(backend, 'universal');
const kubernetesName: BackendName = (backend) =>
  isMesh(backend.mesh) ? `${nameInZone(backend, 'kubernetes')}.${backend.mesh.systemNamespace}` : backend.name;

const nameInZone = (backend: IBackend, form: Form): string =>
  MeshExternalService.isMeshExternalService(backend) ? backend._nameInZone(form) : backend.name;

/** The backend of an outbound; none where the reader of the resource says that it is none. */
function backendOf(outbound: Partial<Outbound> | undefined): IBackend | undefined {
  const backend = outbound?.backendRef;
  return isMesh(backend?.mesh) ? backend : undefined;
}

const outboundSpec = (
  { address, port, backendRef }: Outbound,
  name: BackendName,
): Plain<kuma.DataplaneSpecNetworkingOutbound> => ({
  address,
  port,
  backendRef: ofObject(backendRef, (backend) => ({
    kind: backend.kind as `${kuma.DataplaneSpecNetworkingOutboundBackendRefKind}`,
    name: name(backend),
  })),
});

const transparentSpec = ({
  ipFamilyMode,
  ...rest
}: TransparentProxying): Plain<kuma.DataplaneSpecNetworkingTransparentProxying> => ({
  ...rest,
  ipFamilyMode: literal(ipFamilyMode),
});

const gatewaySpec = ({ type, tags }: Gateway): Plain<kuma.DataplaneSpecNetworkingGateway> => ({
  type: literal(type),
  tags,
});
