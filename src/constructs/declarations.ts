import type { IConstruct } from 'constructs';
import type { Artifact } from '../backends/backend';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Allowance, Model } from '../model/model';

/** What one construct adds to the model. */
export type Part = Partial<Model>;

/** A construct that takes part in the compile. */
export interface Declaration {
  readonly construct: IConstruct;
  /** What it says at the moment of the call. */
  readonly part: () => Part;
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
