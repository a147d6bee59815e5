import { isAbsolute, join, posix, relative, resolve, basename, dirname } from 'node:path';
import { App, type AppProps } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { backends } from './backends';
import { type Artifact, LONGEST_TEXT, whole } from './backends/backend';
import { kustomization } from './backends/kubernetes/kustomization';
import { constructMetadata, manifestArtifacts } from './constructs/manifest-artifacts';
import { refuse, refuseErrors } from './constructs/refuse';
import { DeclarationTree } from './constructs/tree';
import { destination, inPlace } from './destination';
import { manifestsOnly } from './diagnostics/catalog';
import { type Diagnostic, isError } from './diagnostics/diagnostic';
import { renderText } from './diagnostics/render';
import { type LockOptions, type OpenLock, lockToWrite, openLock } from './lock-file';
import { sharedPaths } from './shared-paths';
import { type BesideFile, writeTree } from './write';

/** Properties of a MeshApp: those of cdk8s's App. */
export interface MeshAppProps extends AppProps {
  /**
   * The file that keeps the VIPs. Commit it.
   *
   * @default - meshext.lock.yaml beside the nearest cdk8s.yaml or meshext.yaml, else in the working directory
   */
  readonly lockFile?: string;

  /**
   * Whether synth fails when the lock would change, as it should in CI.
   *
   * @default - whether the environment variable MESHEXT_FROZEN_LOCK is 1
   */
  readonly frozenLock?: boolean;
}

const MESH_APP = Symbol.for('meshext.MeshApp');

/**
 * An App whose synth also writes the files beside the manifests; all or nothing. Its output folder is `outdir`, else
 * `CDK8S_OUTDIR`, else `dist/kubernetes`.
 */
export class MeshApp extends App {
  private readonly _recordsMetadata: boolean;
  private readonly _lockOptions: LockOptions;
  private _lock?: OpenLock;

  /**
   * @param props as of cdk8s's App, and those of the lock
   * @throws when the lock cannot be read
   */
  constructor(props: MeshAppProps = {}) {
    super({ ...props, outdir: inPlace(props.outdir ?? process.env.CDK8S_OUTDIR ?? join('dist', 'kubernetes')) });
    Object.defineProperty(this, MESH_APP, { value: true });
    this._recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    this._lockOptions = { lockFile: props.lockFile, frozenLock: props.frozenLock };
    this._openLock();
    DeclarationTree.of(this).useLock(() => this._openLock());
  }

  /**
   * Whether something is a MeshApp, of this copy of the package or another.
   *
   * @param x anything
   */
  public static isMeshApp(x: unknown): x is MeshApp {
    return x !== null && typeof x === 'object' && MESH_APP in x;
  }

  /**
   * Checks everything declared, then writes the manifests and the files beside them. Warnings go to standard error.
   *
   * @throws with every error found, each with its construct path; then nothing is written
   */
  public override synth(): void {
    MeshOutput.of(this).write();
  }

  /** @internal */
  public _metadata(): Artifact[] {
    return this._recordsMetadata ? [constructMetadata(this)] : [];
  }

  /** @internal */
  public _writeTree(root: string, artifacts: readonly Artifact[], withLock: boolean): readonly Diagnostic[] {
    if (!withLock) return writeTree(destination(root), artifacts);
    const { lock } = DeclarationTree.of(this).compile();
    const found = writeTree(destination(root), artifacts, [elsewhere(lockToWrite(this._openLock(), lock))]);
    this._lock = undefined; // a second synth reads what is there then
    DeclarationTree.of(this).changed();
    return found;
  }

  /**
   * Another app of this program may have written the lock since it was opened. What it says now holds, unless that changes an
   * answer that was given: then it stays as opened, and writing refuses to replace the other.
   *
   * @internal
   */
  public _reopenLock(): void {
    const opened = this._openLock();
    const now = openLock({ lockFile: opened.path, frozenLock: opened.frozen });
    if (now.text === opened.text) return;
    const tree = DeclarationTree.of(this);
    this._lock = now;
    tree.changed();
    if (!tree.hasLateReads()) return;
    this._lock = opened;
    tree.changed();
  }

  private _openLock(): OpenLock {
    return (this._lock ??= openLock(this._lockOptions));
  }
}

/** The files beside the manifests, for any cdk8s App: `app.synth(); MeshOutput.of(app).write();`. */
export class MeshOutput {
  /**
   * The output of the tree that a construct stands in.
   *
   * @param construct any construct below an App, or the App
   */
  public static of(construct: IConstruct): MeshOutput {
    return new MeshOutput(App.of(construct));
  }

  private constructor(private readonly app: App) {}

  /**
   * The folder that the outputs stand in: the parent of the output folder when that is called `kubernetes` and its parent is
   * below the working directory, else the output folder itself.
   */
  public get root(): string {
    return this._hasSiblings ? dirname(this._outdir) : this._outdir;
  }

  /**
   * The text of every file by its path below the root; not written.
   *
   * @throws with every error found, and for a file of more than 536,870,888 characters, which no string can hold
   */
  public get files(): { [path: string]: string } {
    this._validate();
    const artifacts = this._artifacts();
    refuse(sharedPaths(artifacts).map(renderText));
    const texts = artifacts.map((one): [string, string | undefined] => [one.path, whole(one)]);
    refuse(texts.flatMap(([path, text]) => (text === undefined ? [tooLong(path)] : [])));
    return Object.fromEntries(texts.map(([path, text = '']) => [path, text]));
  }

  /**
   * Writes the files; those that no longer belong are removed. To be called after `app.synth()`; a MeshApp does it itself.
   * Warnings go to standard error.
   *
   * @throws with every error found; then nothing is written
   */
  public write(): void {
    this._validate();
    const reason = this._manifestsOnly();
    const notes = reason === undefined ? [] : [manifestsOnly({}, this._outdir, reason)];
    report([
      ...DeclarationTree.of(this.app)
        .diagnostics()
        .filter((one) => !isError(one)),
      ...notes,
    ]);
    const artifacts = this._artifacts();
    const found = MeshApp.isMeshApp(this.app)
      ? this.app._writeTree(this.root, artifacts, reason === undefined)
      : writeTree(destination(this.root), artifacts);
    refuse(found.map(renderText));
  }

  private get _outdir(): string {
    return inPlace(this.app.outdir);
  }

  private get _hasSiblings(): boolean {
    const parent = relative(process.cwd(), resolve(dirname(this._outdir)));
    const isBelow = parent !== '' && parent !== '..' && !parent.startsWith(`..${posix.sep}`) && !isAbsolute(parent);
    return basename(this._outdir) === 'kubernetes' && isBelow;
  }

  /** Why there is no place for anything but manifests, if so. */
  private _manifestsOnly(): string | undefined {
    if (this._isForHelm) return 'it holds the templates of a Helm chart';
    const given = inPlace(process.env.CDK8S_OUTDIR ?? '');
    if (given === '' || basename(this._outdir) === 'kubernetes' || this._outdir !== given) return undefined;
    const place = relative(process.cwd(), resolve(given));
    return place.startsWith('..') || isAbsolute(place) ? 'it lies outside the working directory' : undefined;
  }

  private get _isForHelm(): boolean {
    return basename(this._outdir) === 'templates';
  }

  private _artifacts(): Artifact[] {
    const folder = this._hasSiblings ? `${basename(this._outdir)}/` : '';
    const placed = (one: Artifact): Artifact => ({ ...one, path: `${folder}${one.path}` });
    const manifests = MeshApp.isMeshApp(this.app) ? manifestArtifacts(this.app, this._isForHelm).map(placed) : [];
    const metadata = MeshApp.isMeshApp(this.app) ? this.app._metadata().map(placed) : [];
    const { ir } = DeclarationTree.of(this.app).compile();
    return [
      ...manifests,
      ...metadata,
      ...(this._hasSiblings
        ? kustomization(
            manifests.map(({ path }) => path),
            ir,
          )
        : []),
      ...(this._manifestsOnly() === undefined ? this._others() : []),
    ];
  }

  /** Everything but manifests, with the bootstraps as patched. */
  private _others(): Artifact[] {
    const tree = DeclarationTree.of(this.app);
    const patched = tree.patchedFiles();
    return backends
      .filter((backend) => backend.name !== 'kubernetes')
      .flatMap((backend) => backend.emit(tree.compile().ir))
      .map((one) => patched.get(one.path) ?? one);
  }

  /** What cdk8s's own synth does first: every construct's findings, all at once. */
  private _validate(): void {
    if (MeshApp.isMeshApp(this.app)) this.app._reopenLock();
    const tree = DeclarationTree.of(this.app);
    tree.useTime(Date.now());
    tree.useTargets(this._manifestsOnly() === undefined ? undefined : ['kubernetes']);
    refuseErrors(this.app);
  }
}

/** Where it is written, there is nothing yet. */
const elsewhere = (file: BesideFile): BesideFile => {
  const path = destination(file.path);
  return path === file.path ? file : { path, ...(file.text === undefined ? {} : { text: file.text }) };
};

const tooLong = (path: string): string =>
  `${path} has more than ${LONGEST_TEXT} characters, and no string can hold it. Write the files, and read that one in parts.`;

function report(findings: readonly Diagnostic[]): void {
  for (const one of findings) process.stderr.write(`${renderText(one)}\n`);
}
