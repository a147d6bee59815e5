import { judge } from './cli/judge';
import type { Diagnostic } from './diagnostics/diagnostic';
import { nearest } from './diagnostics/nearest';
import { optionsSchema } from './model/options-schema';
import type { KumaVersion } from './model/model';

/** A validation plugin of cdk8s, for apps that do not use our constructs; named in cdk8s.yaml, so not part of the library. */

/** What `properties` in cdk8s.yaml may say; the same as the options of `meshext check`. */
export interface MeshextValidationProperties {
  /** A file of options, in place of meshext.yaml. */
  readonly options?: string;
  /** The release of Kuma whose rules hold; by default kumaVersion of the options, else 2.8. */
  readonly kumaVersion?: KumaVersion;
  /** Whether warnings fail too. */
  readonly strict?: boolean;
}

/** What the plugin uses of cdk8s-cli, which nobody should have to install for the types of this file. */
export interface MeshextValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: MeshextViolation): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

export interface MeshextViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly manifestPath: string;
    readonly locations: readonly string[];
  }[];
}

const PROPERTIES = ['options', 'kumaVersion', 'strict'];

/** Judges the Kuma resources of an app's manifests as `meshext check` does. */
export class MeshextValidation {
  constructor(private readonly properties: MeshextValidationProperties = {}) {
    const alien = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
    if (alien !== undefined)
      throw new Error(`MeshextValidation has no property ${JSON.stringify(alien)}. ${nearest(alien, PROPERTIES)}`);
    const { kumaVersion } = properties;
    const versions: readonly unknown[] = optionsSchema.properties.kumaVersion.enum;
    if (kumaVersion !== undefined && !versions.includes(kumaVersion))
      throw new Error(`kumaVersion is ${JSON.stringify(kumaVersion)}, and can be ${versions.join(' or ')}, in quotes.`);
  }

  /** Adds a violation for every error and warning; with an error the app is not valid. */
  public validate({ manifests, report }: MeshextValidationContext): Promise<void> {
    const { options, kumaVersion: kuma, strict } = this.properties;
    const { diagnostics } = judge(manifests, { options, kuma, strict, target: ['kubernetes'], frozenLock: false });
    const found = diagnostics.filter(({ severity }) => severity !== 'info');
    for (const one of found) report.addViolation(violation(one));
    const errors = found.filter(({ severity }) => severity === 'error').length;
    report.submit(errors > 0 ? 'failure' : 'success', {
      errors: String(errors),
      warnings: String(found.length - errors),
    });
    return Promise.resolve();
  }
}

function violation({ code, severity, at, message, hint }: Diagnostic): MeshextViolation {
  const { source, name = '-', field } = at;
  const line = source === undefined ? [] : [`line ${source.line}`];
  const locations = [field, ...line].filter((part) => part !== undefined && part !== '').join(', ');
  return {
    ruleName: `${severity}[${code}]`,
    recommendation: message,
    fix: hint ?? `meshext explain-code ${code}`,
    violatingResources: [{ resourceName: name, manifestPath: source?.file ?? '-', locations: [locations] }],
  };
}
