import { outboundNameTaken } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Mesh, Proxy, Service } from '../ir/ir';

/**
 * Kuma finds what an outbound refers to by its core name alone, whatever the kind. That name has another form in each output,
 * so there a reference to something else may meet an external service.
 */
export function checkOutboundNames(
  mesh: Mesh,
  proxies: readonly Proxy[],
  output: string,
  coreName: (service: Service) => string,
): Diagnostic[] {
  const services = new Set(mesh.services.map(coreName));
  return proxies.flatMap(({ origin, elsewhere }) =>
    elsewhere
      .filter(({ name }) => services.has(name))
      .map(({ field, kind, name }) => outboundNameTaken({ ...origin, field }, kind, name, output)),
  );
}
