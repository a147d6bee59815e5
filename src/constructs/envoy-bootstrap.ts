import type { JsonPatch } from 'cdk8s';

/** One proxy's bootstrap, to read and to patch. */
export interface IEnvoyBootstrap {
  /** Its place below the root of the output, such as `envoy/default/example/bootstrap.json`. */
  readonly path: string;

  /**
   * Changes the bootstrap after it was made; the result is checked.
   *
   * @param ops RFC 6902 operations
   */
  addJsonPatch(...ops: JsonPatch[]): void;

  /**
   * The bootstrap as it will be written, patches applied; undefined when none is written. Reading it before everything is
   * declared is an error when a later declaration changes it; patches may follow.
   *
   * @throws when a patch does not apply
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as ApiObject.toJson of cdk8s
  toJson(): any;
}
