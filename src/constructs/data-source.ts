import { readFileSync } from 'node:fs';
import type { DataSourceSpec } from '../model/mesh-external-service';

/**
 * Where a certificate or a key comes from. Its content is never shown: not by printing it, not as JSON.
 */
export class DataSource {
  /**
   * A Secret of the mesh; proxies find it as `<secretsDir>/<name>/value`. The way for production.
   *
   * @param name the name of the Secret
   */
  public static secret(name: string): DataSource {
    return new DataSource('secret', name);
  }

  /**
   * The content itself, which then stands in every output.
   *
   * @param base64 the PEM text, in base64
   */
  public static inline(base64: string): DataSource {
    return new DataSource('inline', base64);
  }

  /**
   * The content itself, which then stands in every output.
   *
   * @param text the PEM text
   */
  public static inlineString(text: string): DataSource {
    return new DataSource('inlineString', text);
  }

  /**
   * The content of a file, read now; it then stands in every output.
   *
   * @param path relative to the working directory
   * @throws when the file cannot be read
   */
  public static fromFile(path: string): DataSource {
    return new DataSource('inlineString', textOf(path));
  }

  /** Kuma's word for it: `secret`, `inline` or `inlineString`. */
  public readonly kind: string;
  readonly #value: string;

  private constructor(kind: keyof DataSourceSpec, value: string) {
    this.kind = kind;
    this.#value = value;
  }

  /** The kind, and the name of a secret; no content. */
  public toString(): string {
    return this.kind === 'secret' ? `secret ${this.#value}` : `${this.kind} (content not shown)`;
  }

  /** @internal */
  public _toSpec(): DataSourceSpec {
    return { [this.kind]: this.#value };
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const wayOut = `give the path of a PEM file, seen from the working directory ${process.cwd()}, or use DataSource.secret.`;
    throw new Error(`DataSource.fromFile cannot read '${path}' (${code}): ${wayOut}`, { cause });
  }
}
