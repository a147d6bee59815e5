import type { Diagnostic } from '../diagnostics/diagnostic';
import { templateUnsupported } from '../diagnostics/catalog';
import { kuma } from '../diagnostics/kuma';
import { type Resource, at } from './model';
import { parseTemplate } from './template';

/** HostnameGenerator, as Kuma 2.8's api/v1alpha1/hostnamegenerator.go has it. */
export interface HostnameGeneratorSpec {
  readonly selector?: { readonly meshExternalService?: SelectorSpec; readonly meshService?: SelectorSpec };
  readonly template?: string;
}
export interface SelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** The rules of Kuma 2.8's api/v1alpha1/validate.go, in its order, and what our template language does not have. */
export function checkHostnameGenerator(generator: Resource<HostnameGeneratorSpec>): Diagnostic[] {
  const { selector = {}, template = '' } = generator.spec;
  const found: Diagnostic[] = [];
  const selectors = [selector.meshService, selector.meshExternalService].filter((one) => one !== undefined);
  if (selectors.length !== 1) {
    const message = 'exact one selector (meshService, meshExternalService) must be defined';
    found.push(kuma('selector-count', at(generator, 'spec.selector'), message, Object.keys(selector).join(', ')));
  }
  const field = at(generator, 'spec.template');
  if (template === '') return [...found, kuma('template-empty', field, 'must not be empty', template)];
  const parsed = parseTemplate(template);
  if (parsed.kind === 'invalid')
    found.push(kuma('template-syntax', field, `couldn't parse template: ${parsed.message}`, template));
  if (parsed.kind === 'unsupported') found.push(templateUnsupported(field, template, parsed.message));
  return found;
}
