import type { ApiObject, ApiObjectMetadataDefinition } from 'cdk8s';
import { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import { judgeProps } from '../model/judge-props';
import type { HostnameGeneratorResource } from '../model/model';
import { generatorOptions } from '../model/options-schema';
import type { ResourceOf } from '../model/read';
import { ofObject } from './as-declared';
import { copied } from './copied';
import type { Plain } from './custom-resource';
import { meshAbove } from './mesh-above';
import { defaultName, requireChart } from './names';
import { DeclarationTree } from './tree';
import { declareZonal } from './zonal';

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
    this.name = props.name ?? defaultName(this);
    this.zone = meshAbove(this)?.zone;
    this._props = copied(props);
    const place = { construct: this.node.path, kind: 'HostnameGenerator', name: this.name };
    const judged = judgeProps<{ readonly dnsZone?: string }>(generatorOptions, { dnsZone: props.dnsZone }, place);
    this._resource = declareZonal(this, {
      kind: 'HostnameGenerator',
      labels: props.labels,
      spec: () => this._spec(),
      findings: judged.findings,
      part: (one) => ({ generators: [{ ...this._inZone(one), ...judged.options }] }),
      isForControlPlane: () => DeclarationTree.of(this).isForControlPlane(this.name, this.zone),
    });
  }

  /** The metadata of its Kubernetes resource. */
  public get metadata(): ApiObjectMetadataDefinition {
    DeclarationTree.of(this).changed(); // the caller may add labels
    return this._resource.metadata;
  }

  private _inZone(resource: ResourceOf<'HostnameGenerator'>): HostnameGeneratorResource {
    return this.zone === undefined ? resource : { ...resource, zone: this.zone };
  }

  private _spec(): Plain<kuma.HostnameGeneratorSpec> {
    const { selector, template } = this._props;
    return {
      selector: ofObject(selector, ({ meshExternalService, meshService }) => ({ meshExternalService, meshService })),
      template,
    };
  }
}
