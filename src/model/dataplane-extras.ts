import {
  type MetricsSpec,
  type NetworkingSpec,
  type ProbesSpec,
  type ReachableBackendSpec,
  type Say,
} from './dataplane';
import { BAD_PORT, KINDS, badKind, isPort } from './dataplane-interfaces';
import { prometheusMessage } from './dataplane-message';
import { goQuote, item } from './field-path';
import { nameProblem } from './names';
import { decodeMessage } from './protobuf';
import { isRequestUri } from './request-uri';

/** The rules for the parts of a Dataplane that have nothing to do with external services, so that its verdict is Kuma's. */

export function checkProbes({ port, endpoints = [] }: ProbesSpec, field: string, say: Say): void {
  if (!isPort(port)) say('probes', `${field}.port`, BAD_PORT, port);
  endpoints.forEach(({ inboundPort, inboundPath = '', path = '' }, i) => {
    const place = item(`${field}.endpoints`, i);
    const badPath = 'should be a valid URL Path';
    if (!isPort(inboundPort)) say('probes', `${place}.inboundPort`, BAD_PORT, inboundPort);
    if (!isRequestUri(inboundPath)) say('probes', `${place}.inboundPath`, badPath, inboundPath);
    if (!isRequestUri(path)) say('probes', `${place}.path`, badPath, path);
  });
}

interface Prometheus {
  readonly skipMTLS?: boolean;
  readonly tls?: { readonly mode?: string };
  readonly aggregate?: readonly { readonly name?: string }[];
}

export function checkMetrics({ type = '', conf }: MetricsSpec, field: string, say: Say): void {
  if (type !== 'prometheus')
    return say('metrics', `${field}.type`, 'unknown backend type. Available backends: "prometheus"', type);
  const { value, problems } = decodeMessage(prometheusMessage, conf, '', '2.8');
  const [first] = problems;
  if (first !== undefined) return say('metrics', `${field}.conf`, `could not parse config: ${first.text}`, first.found);
  const { skipMTLS, tls, aggregate = [] } = value as Prometheus;
  const mode = tls?.mode ?? 'activeMTLSBackend';
  if (skipMTLS !== undefined && tls !== undefined && mode !== (skipMTLS ? 'disabled' : 'activeMTLSBackend')) {
    const message = 'skipMTLS and tls configuration cannot be defined together';
    return say('metrics', `${field}.conf`, message, mode);
  }
  const seen = new Set<string>();
  aggregate.forEach(({ name = '' }, i) => {
    const path = `${item(`${field}.conf.aggregate`, i)}.name`;
    if (seen.has(name)) say('metrics', path, `duplicate entry: ${name}, values have to be unique`, name);
    seen.add(name);
  });
}

/** Since 2.14. The field is spelled as Kuma spells it. */
export function checkReachableBackends(refs: readonly ReachableBackendSpec[], networking: string, say: Say): void {
  refs.forEach(({ kind = '', name = '', namespace = '', labels = {} }, i) => {
    const field = item(`${networking}.transparentProxing.reachableBackends.refs`, i);
    const isLabelled = Object.keys(labels).length > 0;
    const tell = (leaf: string, message: string, value: unknown): void =>
      say('reachable-backend', `${field}.${leaf}`, message, value);
    if (!KINDS['2.14'].includes(kind)) tell('kind', badKind('2.14'), kind);
    const problem = name === '' ? undefined : nameProblem(name);
    if (problem !== undefined) tell('name', problem.message, name);
    if (name === '' && namespace === '' && !isLabelled) tell('name', 'name or labels are required', undefined);
    if (name === '' && namespace !== '') tell('name', 'name is required, when namespace is defined', undefined);
    if ((name !== '' || namespace !== '') && isLabelled)
      tell('labels', 'labels cannot be defined when name is specified', labels);
  });
}

/** Since 2.14: listeners of a zone proxy that is part of the Dataplane. */
export function checkListeners(
  networking: NetworkingSpec,
  field: string,
  checkAddress: (address: string, field: string) => void,
  say: Say,
): void {
  const { listeners = [], inbound = [] } = networking;
  const names = new Set(inbound.map(sectionName));
  const taken = new Map<string, string>();
  const inbounds = new Set(inbound.map((one) => `${one.address || (networking.address ?? '')}:${one.port ?? 0}`));
  listeners.forEach((listener, i) => {
    const path = item(`${field}.listeners`, i);
    const { type = 'Unspecified', address = '', port = 0, name = '' } = listener;
    const tell = (place: string, message: string, value: unknown): void => say('listener', place, message, value);
    if (type === 'Unspecified') tell(`${path}.type`, 'type must be ZoneIngress or ZoneEgress', listener.type);
    checkAddress(address, `${path}.address`);
    if (!isPort(port)) tell(`${path}.port`, BAD_PORT, listener.port);
    if (name !== '' && names.has(name))
      tell(`${path}.name`, `name ${goQuote(name)} must be unique across inbounds and listeners`, name);
    names.add(name);
    const key = `${address}:${port}`;
    const other = taken.get(key);
    if (other !== undefined) tell(path, `address:port ${key} is ${sharing(other, type)}`, key);
    else taken.set(key, type);
    if (inbounds.has(key)) tell(path, `address:port ${key} collides with an inbound listener`, key);
  });
}

const sharing = (one: string, other: string): string =>
  one === other ? 'already used by another listener' : 'used by listeners of different types';

/** What policies call an inbound: its name, else its port. */
const sectionName = ({ name = '', port = 0 }: { readonly name?: string; readonly port?: number }): string =>
  name === '' ? String(port) : name;
