import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { templateUnsupported } from '../diagnostics/catalog';
import { kuma } from '../diagnostics/kuma';
import { goQuote } from './field-path';
import { subdomainErrors } from './kubernetes-names';
import { type KumaVersion, type Resource, at } from './model';
import { type Template, type TemplateData, parseTemplate, renderTemplate } from './template';

/** HostnameGenerator, as Kuma's api/v1alpha1/hostnamegenerator.go has it. */
export interface HostnameGeneratorSpec {
  readonly selector?: {
    readonly meshExternalService?: SelectorSpec;
    readonly meshService?: SelectorSpec;
    /** Since 2.14. */
    readonly meshMultiZoneService?: SelectorSpec;
  };
  readonly template?: string;
  /** Since 2.14. */
  readonly extension?: { readonly type?: string; readonly config?: unknown };
}
export interface SelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** The rules of Kuma's api/v1alpha1/validate.go, in its order, and what our template language does not have. */
export function checkHostnameGenerator(generator: Resource<HostnameGeneratorSpec>, release: KumaVersion): Diagnostic[] {
  const { selector = {}, template, extension } = generator.spec;
  const { meshService, meshExternalService, meshMultiZoneService } = selector;
  const selectors = Object.entries({
    meshService,
    meshExternalService,
    ...(release === '2.8' ? {} : { meshMultiZoneService }),
  }).filter(([, one]) => one !== undefined);
  const found: Diagnostic[] = [];
  if (selectors.length !== 1) {
    const message = 'exact one selector (meshService, meshExternalService) must be defined';
    const names = selectors.map(([name]) => name).join(', ');
    found.push(kuma('selector-count', at(generator, 'spec.selector'), message, names || undefined));
  }
  found.push(...checkTemplate(template, at(generator, 'spec.template'), release));
  if (release !== '2.8' && extension !== undefined && !extension.type)
    found.push(kuma('extension-type', at(generator, 'spec.extension.type'), 'must not be empty', extension.type));
  return found;
}

function checkTemplate(template: string | undefined, field: Place, release: KumaVersion): Diagnostic[] {
  if (!template) return [kuma('template-empty', field, 'must not be empty', template)];
  const parsed = parseTemplate(template);
  if (parsed.kind === 'unsupported') return [templateUnsupported(field, template, parsed.message)];
  if (parsed.kind === 'invalid')
    return [kuma('template-syntax', field, `couldn't parse template: ${parsed.message}`, template)];
  return release === '2.8' ? [] : checkRendering(parsed.template, template, field);
}

/** What 2.14 renders a template with, to see whether it gives a DNS name. */
const STUB: TemplateData = {
  name: 'name',
  displayName: 'displayname',
  namespace: 'namespace',
  mesh: 'mesh',
  zone: 'zone',
  label: () => 'label',
};
const STUB_TYPE = 'struct { Name string; DisplayName string; Namespace string; Mesh string; Zone string }';

function checkRendering(template: Template, source: string, field: Place): Diagnostic[] {
  const rendered = renderTemplate(template, STUB);
  if (rendered.kind === 'error') {
    const reason = rendered.message.replace('hostname.meshedName', STUB_TYPE);
    return [kuma('template-render', field, `couldn't render template with stub values: ${reason}`, source)];
  }
  const errors = subdomainErrors(rendered.text).join(', ');
  if (errors === '') return [];
  const message = `template renders to ${goQuote(rendered.text)} which is not a valid DNS name: ${errors}`;
  return [kuma('template-hostname', field, message, source)];
}
