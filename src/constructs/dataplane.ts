import type { ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import { serviceOfOtherMesh } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { item } from '../model/field-path';
import type { DataplaneResource, Form } from '../model/model';
import type { IBackend } from './backend';
import { copied } from './copied';
import {
  type Plain,
  customResource,
  declarationOf,
  given,
  literal,
  metadataOf,
  patchFindings,
} from './custom-resource';
import type { DataplaneProps, Gateway, Inbound, Networking, Outbound, TransparentProxying } from './dataplane-props';
import type { IEnvoyBootstrap } from './envoy-bootstrap';
import { Mesh } from './mesh';
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
    const { inbound = [], outbound = [], ...networking } = copied(props.networking);
    this._networking = networking;
    this._inbounds = inbound;
    this._outbounds = outbound;
    this._bootstrap = new PatchableBootstrap(this);
    const { labels = {}, kubernetes = false } = props;
    const envoy = copied(props.envoy);
    const resource = kubernetes && this.mesh._isForKuma ? this._customResource(labels) : undefined;
    this._metadata = resource?.metadata ?? metadataOf(this, { name: this.name, labels });
    this.mesh._dataplanes.push(this);
    DeclarationTree.of(this).declare({
      construct: this,
      mesh: this.mesh,
      part: () => ({ dataplanes: [this._declaration(envoy, kubernetes)] }),
      patchedFiles: () => this._bootstrap.patchedFiles(),
      emitted: () => [
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

  /** By name the compile would find this mesh's own service, which the reference does not mean. */
  private _foreignBackends(): Diagnostic[] {
    const tree = DeclarationTree.of(this);
    const isOwn = (name: string): boolean =>
      [false, true].some((isGlobal) => tree.service(this.mesh._key, name, isGlobal) !== undefined);
    return this._outbounds.flatMap(({ backendRef: { name, mesh } }, i) => {
      if (mesh._key === this.mesh._key || !isOwn(universalName(this._outbounds[i]))) return [];
      const field = item('networking.outbound', i);
      const at = { construct: this.node.path, kind: 'Dataplane', mesh: this.mesh.name, name: this.name, field };
      return [serviceOfOtherMesh(at, name, this.mesh._key, [mesh._key])];
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

  private _declaration(envoy: DataplaneProps['envoy'], onKubernetes: boolean): DataplaneResource {
    const { labels = {} } = this._metadata.declared() as { readonly labels?: Readonly<Record<string, string>> };
    const document = { type: 'Dataplane', mesh: this.mesh.name, name: this.name, labels, ...this._spec(universalName) };
    return {
      ...declarationOf(this, document, 'Dataplane'),
      mesh: this.mesh._key,
      settings: { ...this.mesh._settings, ...given(envoy ?? {}) },
      onKubernetes,
    };
  }

  private _spec(name: BackendName): Spec {
    const { address, advertisedAddress, admin, transparentProxying, gateway } = this._networking;
    return {
      networking: {
        address,
        advertisedAddress,
        ...(this._inbounds.length === 0 ? {} : { inbound: this._inbounds.map((one) => ({ ...one })) }),
        ...(this._outbounds.length === 0 ? {} : { outbound: this._outbounds.map((one) => outboundSpec(one, name)) }),
        admin,
        ...(transparentProxying === undefined ? {} : { transparentProxying: transparentSpec(transparentProxying) }),
        ...(gateway === undefined ? {} : { gateway: gatewaySpec(gateway) }),
      },
    };
  }
}

/** A backendRef names the core name, which has the namespace in it on Kubernetes. */
type BackendName = (outbound: Outbound) => string;
const universalName: BackendName = ({ backendRef }) => nameInZone(backendRef, 'universal');
const kubernetesName: BackendName = ({ backendRef }) =>
  `${nameInZone(backendRef, 'kubernetes')}.${backendRef.mesh.systemNamespace}`;

const nameInZone = (backend: IBackend, form: Form): string =>
  MeshExternalService.isMeshExternalService(backend) ? backend._nameInZone(form) : backend.name;

const outboundSpec = (outbound: Outbound, name: BackendName): Plain<kuma.DataplaneSpecNetworkingOutbound> => ({
  address: outbound.address,
  port: outbound.port,
  backendRef: {
    kind: outbound.backendRef.kind as `${kuma.DataplaneSpecNetworkingOutboundBackendRefKind}`,
    name: name(outbound),
  },
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
