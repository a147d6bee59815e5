import { durationInvalid, hostnameUnused, optionInvalid, optionWithoutEffect } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import type { HealthCheck, OutlierDetection, Protocol, Retry, Treatment } from '../ir/ir';
import { endpointKey } from '../model/address';
import { parseDuration } from '../model/duration';
import { entry } from '../model/field-path';
import { type MeshExternalServiceResource, at } from '../model/model';
import type { ServiceSettings } from '../model/settings';

/** Kuma's, as its live configuration has it. */
const CONNECT_TIMEOUT_MS = 5000;

/** Of most services nothing is asked; they share it. */
const UNASKED: Treatment = { connectTimeout: CONNECT_TIMEOUT_MS, mixesEndpoints: false };

/** How proxies treat a service: its settings with their defaults. Nothing that Kuma leaves out is there unless asked for. */
export function treatmentOf({ settings }: Pick<MeshExternalServiceResource, 'settings'>): Treatment {
  if (Object.keys(settings).every((key) => key === 'hostnames')) return UNASKED;
  const { accessLog, circuitBreaker, dnsLookupFamily, mixedEndpoints, retry, outlierDetection, healthCheck } = settings;
  return {
    connectTimeout: time(settings.connectTimeout) ?? CONNECT_TIMEOUT_MS,
    ...defined({ idleTimeout: time(settings.idleTimeout), requestTimeout: time(settings.requestTimeout) }),
    ...(accessLog === undefined ? {} : accessLogOf(accessLog)),
    ...defined({ limits: circuitBreaker, lookup: dnsLookupFamily }),
    ...(retry === undefined ? {} : { retry: retryOf(retry) }),
    ...(outlierDetection === undefined ? {} : { outlierDetection: outlierDetectionOf(outlierDetection) }),
    ...(healthCheck === undefined ? {} : { healthCheck: healthCheckOf(healthCheck) }),
    mixesEndpoints: mixedEndpoints === 'weighted',
  };
}

function accessLogOf({
  path,
  format = path === undefined ? 'off' : 'text',
}: NonNullable<ServiceSettings['accessLog']>): Pick<Treatment, 'accessLog'> {
  return format === 'off' ? {} : { accessLog: { format, ...(path === undefined ? {} : { path }) } };
}

const time = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDuration(text));

const defined = <T extends object>(all: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

const retryOf = ({ numRetries = 1, perTryTimeout }: NonNullable<ServiceSettings['retry']>): Retry => ({
  numRetries,
  ...defined({ perTryTimeout: time(perTryTimeout) }),
});

/** Envoy's own defaults, written out. */
const outlierDetectionOf = (given: NonNullable<ServiceSettings['outlierDetection']>): OutlierDetection => ({
  consecutiveErrors: given.consecutiveErrors ?? 5,
  interval: time(given.interval) ?? 10_000,
  baseEjectionTime: time(given.baseEjectionTime) ?? 30_000,
  maxEjectionPercent: given.maxEjectionPercent ?? 10,
});

/** Kuma's defaults (MeshHealthCheck). */
const healthCheckOf = (given: NonNullable<ServiceSettings['healthCheck']>): HealthCheck => ({
  interval: time(given.interval) ?? 60_000,
  timeout: time(given.timeout) ?? 15_000,
  healthyThreshold: given.healthyThreshold ?? 1,
  unhealthyThreshold: given.unhealthyThreshold ?? 5,
  ...defined({ path: given.path }),
});

/** What of the settings of a service cannot be read, or changes nothing. */
export function checkTreatment(service: MeshExternalServiceResource): Diagnostic[] {
  const { settings, spec } = service;
  const { hostnames = {}, ...others } = settings;
  if (Object.keys(others).length + Object.keys(hostnames).length === 0) return [];
  const place = (field: string) => at(service, `envoy.${field}`);
  const bad = durations(settings).filter(([, text]) => text !== undefined && parseDuration(text) === undefined);
  const keys = new Set((spec.endpoints ?? []).map(({ address = '', port }) => endpointKey(address, port)));
  const strangers = Object.keys(hostnames).filter((key) => !keys.has(key));
  const protocol = (spec.match?.protocol ?? 'tcp') as Protocol;
  return [
    ...bad.map(([field, text = '']) => durationInvalid(place(field), text)),
    ...checkRequestTexts(settings, place),
    ...strangers.map((key) => hostnameUnused(at(service, entry('envoy.hostnames', key)), key, [...keys])),
    ...withoutEffect(settings, protocol).map((field) =>
      optionWithoutEffect(
        place(field),
        `on a service of protocol ${protocol}, where the proxy does not look for it`,
        'Remove it, or say in match.protocol what the service speaks.',
      ),
    ),
  ];
}

/** What would stand in a request (RFC 9110, 7.2 and RFC 9112, 3.2); Envoy does not start with a path that cannot. */
function checkRequestTexts(
  { hostnames = {}, healthCheck }: ServiceSettings,
  place: (field: string) => Place,
): Diagnostic[] {
  const { path = '/' } = healthCheck ?? {};
  const hosts = Object.entries(hostnames).filter(([, host]) => !/^[A-Za-z0-9._~:[\]-]+$/.test(host));
  return [
    ...hosts.map(([key, host]) =>
      optionInvalid(
        place(entry('hostnames', key)),
        `${JSON.stringify(host)} can be no Host header.`,
        'Give a host name or an IP address, with a port where the server wants one.',
      ),
    ),
    ...(/^\/[!-~]*$/.test(path)
      ? []
      : [
          optionInvalid(
            place('healthCheck.path'),
            `${JSON.stringify(path)} can be no path of a request.`,
            'Begin it with /, and write what is not ASCII, and blanks, as %XX.',
          ),
        ]),
  ];
}

const durations = (all: ServiceSettings): (readonly [string, string | undefined])[] => [
  ['connectTimeout', all.connectTimeout],
  ['idleTimeout', all.idleTimeout],
  ['requestTimeout', all.requestTimeout],
  ['retry.perTryTimeout', all.retry?.perTryTimeout],
  ['outlierDetection.interval', all.outlierDetection?.interval],
  ['outlierDetection.baseEjectionTime', all.outlierDetection?.baseEjectionTime],
  ['healthCheck.interval', all.healthCheck?.interval],
  ['healthCheck.timeout', all.healthCheck?.timeout],
];

/** Bytes have no requests, so nothing of requests can be said of them. */
function withoutEffect(
  { requestTimeout, retry, hostnames, healthCheck }: ServiceSettings,
  protocol: Protocol,
): string[] {
  const ofRequests = { requestTimeout, retry, hostnames: Object.keys(hostnames ?? {})[0] };
  const given = Object.entries(ofRequests).filter(([, value]) => value !== undefined);
  return [
    ...(protocol === 'tcp' ? given.map(([field]) => field) : []),
    ...(healthCheck?.path !== undefined && (protocol === 'tcp' || protocol === 'grpc') ? ['healthCheck.path'] : []),
  ];
}
