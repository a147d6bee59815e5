import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { backends } from '../backends';
import type { Artifact } from '../backends/backend';
import { compile, type Compiled } from '../compile/compile';
import { type Allowance, applyAllowances } from '../diagnostics/allow';
import { type Diagnostic, isError } from '../diagnostics/diagnostic';
import { distinct } from '../diagnostics/distinct';
import type { Mesh, Proxy, Service, Sidecar } from '../ir/ir';
import type { Lock } from '../model/lock';
import { type LockFile, lockFindings } from '../model/read-lock';
import { type Index, indexOf, serviceKey, zonalKey } from './compiled-index';
import { type Declaration, Declarations, modelOf } from './declarations';
import { findingsOf, renderFound } from './findings';
import type { Manifest } from './manifests';
import { Parts } from './parts';
import { Reads } from './reads';

const TREE = Symbol.for('meshext.DeclarationTree');

/**
 * The declarations of one construct tree, compiled together: generators act across meshes, and all VIPs come from one
 * range. A compile is kept until something is declared.
 */
export class DeclarationTree {
  static of(construct: IConstruct): DeclarationTree {
    const root = construct.node.root as IConstruct & { [TREE]?: DeclarationTree };
    return (root[TREE] ??= new DeclarationTree(root));
  }

  private readonly declarations: Declarations;
  private readonly parts = new Parts();
  private readonly reads = new Reads();
  private readonly allowances: { readonly construct: IConstruct; readonly allowance: Allowance }[] = [];
  private openLock?: () => LockFile;
  private now?: number;
  private targets?: readonly string[];
  private compiled?: Compiled;
  private index?: Index;
  private readonly manifests = new Map<ApiObject, Manifest>();
  private findings?: ReadonlyMap<IConstruct, readonly Diagnostic[]>;

  private constructor(private readonly root: IConstruct) {
    this.declarations = new Declarations(root);
    // The root is validated first, so every synth judges what is declared by then, late labels included.
    root.node.addValidation({
      validate: () => {
        this.changed();
        this.declarations.standing.forEach((one) => one.withdraw?.());
        this.declarations.standing.forEach((one) => one.settle?.());
        return this.errorsAt(root);
      },
    });
  }

  declare(declaration: Declaration): void {
    this.declarations.add(declaration);
    this.changed();
    const { construct } = declaration;
    construct.node.addValidation({
      validate: () => (construct === this.root ? [] : this.errorsAt(construct)),
    });
  }

  /** What was compiled so far no longer holds. */
  changed(): void {
    this.declarations.changed();
    this.compiled = undefined;
    this.index = undefined;
    this.findings = undefined;
    this.manifests.clear();
  }

  /** Where the addresses that services had before are read. */
  useLock(openLock: () => LockFile): void {
    this.openLock = openLock;
    this.changed();
  }

  /** The time that certificates are judged by, in milliseconds. */
  useTime(now: number): void {
    this.now = now;
    this.changed();
  }

  /** The outputs that are to be written, when not all are: what only the others would refuse is not said. */
  useTargets(targets: readonly string[] | undefined): void {
    this.targets = targets;
    this.changed();
  }

  /** Accepts a finding at a construct and all below it. */
  allow(construct: IConstruct, allowance: Allowance): void {
    this.allowances.push({ construct, allowance });
    this.changed();
  }

  compile(): Compiled {
    if (this.compiled !== undefined) return this.compiled;
    const lock: Lock = this.openLock?.().lock ?? [];
    const model = modelOf(this.parts.ask(this.declarations.standing), this.accepted());
    return (this.compiled = compile(model, { lock, ...(this.now === undefined ? {} : { now: this.now }) }));
  }

  /** A resource as cdk8s resolves it, patches applied: what is judged is what is written, and resolved once. */
  manifest(resource: ApiObject): Manifest {
    const known = this.manifests.get(resource);
    if (known !== undefined) return known;
    const manifest = resource.toJson() as Manifest;
    this.manifests.set(resource, manifest);
    return manifest;
  }

  /** A service as compiled so far, by the name that it was declared under; of a global one the copy that this zone has. */
  service(mesh: string, name: string, isGlobal: boolean): Service | undefined {
    return this.found().services.get(serviceKey(mesh, name, isGlobal));
  }

  /** A mesh as compiled so far, by its key. */
  mesh(key: string): Mesh | undefined {
    return this.found().meshes.get(key);
  }

  /** A proxy as compiled so far, with its mesh. */
  proxy(mesh: string, name: string): { readonly proxy: Proxy; readonly mesh: Mesh } | undefined {
    return this.found().proxies.get(`${mesh}/${name}`);
  }

  /** A sidecar as compiled so far, by its construct. */
  sidecar(construct: IConstruct): Sidecar | undefined {
    return this.found().sidecars.get(construct.node.path);
  }

  /** Whether a control plane is to have a generator; one that repeats another is left out of what was compiled. */
  isForControlPlane(name: string, zone: string | undefined): boolean {
    const { generators } = this.found();
    return generators.has(zonalKey(name, zone)) || generators.has(zonalKey(name, undefined));
  }

  /** Whether a control plane is to have an egress. */
  isEgressForControlPlane(name: string, zone: string): boolean {
    return this.found().zoneEgresses.has(zonalKey(name, zone));
  }

  /** Where the control plane of the meshes is; the first in sort order where they differ. */
  systemNamespace(): string {
    return this.declarations.systemNamespace;
  }

  /**
   * Answers from what is declared so far, and remembers the answer, as `shown` has it: a later declaration must not change it.
   */
  read<T>(construct: IConstruct, what: string, answer: () => T, shown: (answer: T) => string = JSON.stringify): T {
    const now = answer();
    this.reads.keep(construct, what, shown(now), () => shown(answer()));
    return now;
  }

  /** Whether an answer that was given holds no more. */
  hasLateReads(): boolean {
    return this.lateReads().length > 0;
  }

  /** Each patched file by its path. */
  patchedFiles(): ReadonlyMap<string, Artifact> {
    const files = this.declarations.standing.flatMap((one) => one.patchedFiles?.() ?? []);
    return new Map(files.map((one) => [one.path, one]));
  }

  /** Every finding, in tree order; those that belong to no construct come first. */
  diagnostics(): readonly Diagnostic[] {
    const found = this.byConstruct();
    const others = this.declarations.standing.filter(({ construct }) => construct !== this.root);
    return [...(found.get(this.root) ?? []), ...others.flatMap(({ construct }) => found.get(construct) ?? [])];
  }

  private lateReads(): Diagnostic[] {
    return this.reads.late((construct) => this.declarations.stands(construct));
  }

  private accepted(): Allowance[] {
    const standing = this.allowances.filter(({ construct }) => this.declarations.stands(construct));
    return standing.map(({ allowance }) => allowance);
  }

  private found(): Index {
    return (this.index ??= indexOf(this.compile().ir));
  }

  private errorsAt(construct: IConstruct): string[] {
    const errors = (this.byConstruct().get(construct) ?? []).filter(isError);
    return errors.map((one) => renderFound(one, construct));
  }

  private byConstruct(): ReadonlyMap<IConstruct, readonly Diagnostic[]> {
    if (this.findings !== undefined) return this.findings;
    const { standing } = this.declarations;
    const declared = new Set(standing.map(({ construct }) => construct));
    const { ir, lock, diagnostics } = this.compile();
    const { circular } = this.parts;
    if (circular.length > 0) return (this.findings = findingsOf(circular, this.root, declared)); // of the others too much is missing
    const all = [
      ...(this.openLock === undefined ? [] : lockFindings(this.openLock(), lock)),
      ...this.declarations.findings(),
      ...diagnostics,
      ...backends
        .filter(({ name }) => this.targets?.includes(name) ?? true)
        .flatMap((backend) => backend.check(ir, this.targets)),
      ...standing.flatMap((one) => one.emitted?.() ?? []),
      ...this.lateReads(),
    ];
    return (this.findings = findingsOf(applyAllowances(distinct(all), this.accepted()), this.root, declared));
  }
}
