import { type ApiObject, type ApiObjectMetadataDefinition, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import type { HostnameGeneratorResource } from '../model/model';
import { API_VERSION, type Plain, customResource, declarationOf, patchFindings } from './custom-resource';
import { Mesh } from './mesh';
import { defaultName, requireChart } from './names';
import { DeclarationTree } from './tree';

/** Properties of a generator: Kuma's fields, without `spec`. */
export interface HostnameGeneratorProps {
  /**
   * Its name.
   *
   * @default - the ids below the Mesh or Chart joined by `-`, without `Resource` and `Default`
   */
  readonly name?: string;

  /**
   * Labels of the generator itself.
   *
   * @default - those that Kuma sets itself
   */
  readonly labels?: { [key: string]: string };

  /** Which services get a hostname. Exactly one kind has to be given. */
  readonly selector: HostnameGeneratorSelector;

  /**
   * The hostname, as a Go template over `.DisplayName`, `.Name`, `.Namespace`, `.Mesh`, `.Zone` and `label "key"`.
   */
  readonly template: string;

  /**
   * The DNS zone of its hostnames.
   *
   * @default - the longest literal end of the template that follows a dot and has two labels or more
   */
  readonly dnsZone?: string;
}

/** Which services get a hostname. */
export interface HostnameGeneratorSelector {
  /**
   * External services.
   *
   * @default - none
   */
  readonly meshExternalService?: ResourceSelector;

  /**
   * Services of the mesh; Kuma's control plane names these, not meshext.
   *
   * @default - none
   */
  readonly meshService?: ResourceSelector;
}

/** Selects resources by their labels. */
export interface ResourceSelector {
  /**
   * The labels that all have to be there, with these values.
   *
   * @default - every resource is selected
   */
  readonly matchLabels?: { [key: string]: string };
}

/**
 * A rule that gives hostnames: in all meshes of its zone when declared below a Mesh, in all zones otherwise.
 */
export class HostnameGenerator extends Construct {
  /** Its name. */
  public readonly name: string;
  /** The zone that it is bound to; none when it acts in all. */
  public readonly zone?: string;
  private readonly _props: HostnameGeneratorProps;
  private readonly _resource: ApiObject;

  /**
   * @param scope a Chart, a Mesh, or a construct below one
   * @param id part of the name, unless `name` is given
   * @param props Kuma's fields
   * @throws when there is no Chart above
   */
  constructor(scope: Construct, id: string, props: HostnameGeneratorProps) {
    super(scope, id);
    requireChart(this, 'HostnameGenerator');
    const mesh = [...this.node.scopes].reverse().find((above): above is Mesh => Mesh.isMesh(above));
    this.name = props.name ?? defaultName(this, (x) => Mesh.isMesh(x));
    this.zone = mesh?.zone;
    this._props = props;
    const tree = DeclarationTree.of(this);
    this._resource = customResource(this, {
      kind: 'HostnameGenerator',
      name: this.name,
      // Outside a Mesh it stands where the control plane of the meshes is, and those may be declared later.
      namespace: mesh?.systemNamespace ?? (Lazy.any({ produce: () => tree.systemNamespace() }) as string),
      labels: props.labels ?? {},
      spec: () => this._spec(),
    });
    tree.declare({
      construct: this,
      withdraw: () => this._withdraw(),
      part: () => ({ generators: [this._declaration()] }),
      emitted: () => patchFindings(this, this._resource, this._spec()),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._resource.metadata;
  }

  /** Meshes may be declared after their generators, so only now it shows whether Kuma is to have this one. */
  private _withdraw(): void {
    const tree = DeclarationTree.of(this);
    const isWanted = (): boolean => tree.isForControlPlane(this.name, this.zone);
    if (isWanted()) return;
    tree.read(this, 'manifest', isWanted); // a removed child cannot come back
    this.node.tryRemoveChild('Resource');
  }

  private _declaration(): HostnameGeneratorResource {
    const document = {
      apiVersion: API_VERSION,
      kind: 'HostnameGenerator',
      metadata: this._resource.metadata.toJson() as object,
      spec: this._spec(),
    };
    return {
      ...declarationOf(this, document, 'HostnameGenerator'),
      ...(this.zone === undefined ? {} : { zone: this.zone }),
      ...(this._props.dnsZone === undefined ? {} : { dnsZone: this._props.dnsZone }),
    };
  }

  private _spec(): Plain<kuma.HostnameGeneratorSpec> {
    const { selector, template } = this._props;
    return {
      selector: { meshExternalService: selector.meshExternalService, meshService: selector.meshService },
      template,
    };
  }
}
