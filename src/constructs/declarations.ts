import type { IConstruct } from 'constructs';
import type { Artifact } from '../backends/backend';
import { meshElsewhere } from '../diagnostics/catalog';
import type { Allowance } from '../diagnostics/allow';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { DEFAULT_SYSTEM_NAMESPACE, type Model } from '../model/model';
import { standingIn } from './standing';

/** What one construct adds to the model. */
export type Part = Partial<Model>;

/** A construct that takes part in the compile. */
export interface Declaration {
  readonly construct: IConstruct;
  /** What it says at the moment of the call. */
  readonly part: () => Part;
  /** The mesh that it belongs to, if to one. */
  readonly mesh?: IConstruct;
  /** Of a mesh: where its control plane is. */
  readonly systemNamespace?: string;
  /** Findings about what it emits that the model does not show, such as patches. */
  readonly emitted?: () => readonly Diagnostic[];
  /** Takes out of the tree what no manifest is to have; called once everything is declared. */
  readonly withdraw?: () => void;
  /** Puts into the tree what depends on the compile; called once everything is declared, and again at the next synth. */
  readonly settle?: () => void;
  /** A file of the output that was patched by hand. */
  readonly patchedFiles?: () => readonly Artifact[];
}

interface Standing {
  readonly stands: (construct: IConstruct) => boolean;
  readonly declarations: readonly Declaration[];
  readonly systemNamespace: string;
}

/** The declarations of one construct tree. Those of constructs that were removed from it count no more. */
export class Declarations {
  private readonly all: Declaration[] = [];
  private known?: Standing;

  constructor(private readonly root: IConstruct) {}

  add(declaration: Declaration): void {
    this.all.push(declaration);
  }

  /** A removal tells nobody: who is there is looked up again after each change, and at each synth. */
  changed(): void {
    this.known = undefined;
  }

  get standing(): readonly Declaration[] {
    return this.now().declarations;
  }

  /** Where the control plane of the meshes is; the first in sort order where they differ. */
  get systemNamespace(): string {
    return this.now().systemNamespace;
  }

  stands(construct: IConstruct): boolean {
    return this.now().stands(construct);
  }

  /** Belonging to a mesh that is not there, a construct would have a manifest and nothing else. */
  findings(): Diagnostic[] {
    return this.standing.flatMap(({ construct, mesh }) =>
      mesh === undefined || this.stands(mesh)
        ? []
        : [meshElsewhere({ construct: construct.node.path }, mesh.node.path)],
    );
  }

  private now(): Standing {
    if (this.known !== undefined) return this.known;
    const stands = standingIn(this.root);
    const declarations = this.all.filter(({ construct }) => stands(construct));
    const [systemNamespace = DEFAULT_SYSTEM_NAMESPACE] = declarations
      .flatMap((one) => one.systemNamespace ?? [])
      .sort();
    return (this.known = { stands, declarations, systemNamespace });
  }
}

/** What all say together. */
export function modelOf(parts: readonly Part[], allowances: readonly Allowance[]): Model {
  const all = <K extends keyof Part>(key: K): NonNullable<Part[K]>[number][] => {
    const found: NonNullable<Part[K]>[number][] = [];
    for (const { [key]: some = [] } of parts) found.push(...some);
    return found;
  };
  return {
    meshes: all('meshes'),
    services: all('services'),
    generators: all('generators'),
    dataplanes: all('dataplanes'),
    passthroughs: all('passthroughs'),
    trafficPermissions: all('trafficPermissions'),
    zoneEgresses: all('zoneEgresses'),
    sidecars: all('sidecars'),
    secrets: [],
    allowances,
  };
}
