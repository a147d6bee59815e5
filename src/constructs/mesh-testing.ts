import type { IConstruct } from 'constructs';
import { nearest } from '../diagnostics/nearest';
import type { Ir, Mesh, Proxy } from '../ir/ir';
import { connection } from '../traffic/connection';
import { ConnectionExpectation } from './connection-expectation';
import { refuseErrors } from './refuse';
import { DeclarationTree } from './tree';

/** Assertions on traffic for tests: answered from what is declared, with no proxy running. */
export class MeshTesting {
  /**
   * What traffic comes to by everything that the tree of a construct declares at this moment.
   *
   * @param construct an App, or any construct below one
   * @throws with every error found in the tree
   */
  public static expect(construct: IConstruct): TrafficExpectation {
    refuseErrors(construct.node.root);
    return TrafficExpectation._of(DeclarationTree.of(construct).compile().ir);
  }

  private constructor() {}
}

interface Placed {
  readonly mesh: Mesh;
  readonly proxy: Proxy;
}

/** The traffic of all Dataplanes. */
export class TrafficExpectation {
  /** @internal */
  public static _of(ir: Ir): TrafficExpectation {
    return new TrafficExpectation(ir);
  }

  private constructor(private readonly ir: Ir) {}

  /**
   * Connections that the application of a Dataplane opens, on the host of the Dataplane.
   *
   * @param dataplane its name
   * @param mesh the name of its mesh; needed only where Dataplanes of several meshes have the name
   * @param zone the zone of its mesh; needed only where Dataplanes of several zones have the name
   * @throws when there is no such Dataplane, or more than one
   */
  public from(dataplane: string, mesh?: string, zone?: string): ProxyExpectation {
    const all = this.ir.meshes.flatMap((one) => one.proxies.map((proxy): Placed => ({ mesh: one, proxy })));
    const named = all.filter(({ proxy }) => proxy.name === dataplane);
    const [found, ...others] = named.filter(
      (one) => one.mesh.name === (mesh ?? one.mesh.name) && one.mesh.zone === (zone ?? one.mesh.zone),
    );
    if (found === undefined) {
      const names = [...new Set(all.map(({ proxy }) => proxy.name))];
      const hint = named.length === 0 ? nearest(dataplane, names) : `There is one in ${homes(named)}.`;
      throw new Error(`No Dataplane is called ${JSON.stringify(dataplane)}${inMesh(mesh, zone)}.\n  hint: ${hint}`);
    }
    if (others.length > 0) {
      const hint = 'Name its mesh as second argument, and its zone as third.';
      throw new Error(
        `Several Dataplanes are called ${JSON.stringify(dataplane)}, in ${homes([found, ...others])}.\n  hint: ${hint}`,
      );
    }
    return ProxyExpectation._of(found);
  }
}

const homes = (placed: readonly Placed[]): string =>
  placed.map(({ mesh }) => `mesh ${mesh.name}, zone ${mesh.zone}`).join('; ');

const inMesh = (mesh: string | undefined, zone: string | undefined): string =>
  `${mesh === undefined ? '' : ` in mesh ${mesh}`}${zone === undefined ? '' : ` in zone ${zone}`}`;

/** The traffic of one Dataplane. */
export class ProxyExpectation {
  /** @internal */
  public static _of(placed: Placed): ProxyExpectation {
    return new ProxyExpectation(placed);
  }

  private constructor(private readonly placed: Placed) {}

  /**
   * A connection to an address, or to a name that the mesh's own DNS is asked for.
   *
   * @param host an IP address, such as that of an outbound or a VIP, with brackets or without, or a hostname
   * @param port the port, 1 to 65535
   * @throws when the port is none
   */
  public to(host: string, port: number): ConnectionExpectation {
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new Error(`A port is a number from 1 to 65535, found ${port}.`);
    const { mesh, proxy } = this.placed;
    const answer = connection(mesh, proxy, host.replace(/^\[(.*)\]$/, '$1'), port);
    return ConnectionExpectation._of({ mesh, proxy, host, port, answer });
  }
}
