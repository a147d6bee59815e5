import { LABEL, type Named, displayName, isGlobal } from './metadata';
import type { Form } from './model';

/**
 * A resource of the global control plane is copied to every zone, under a name with a hash (Kuma's pkg/kds/hash/hash.go and
 * HashSuffixMapper in pkg/kds/context/context.go; 2.8 and 2.14 alike).
 */

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
/** What Kubernetes has in names that it makes: nothing that could spell a word (k8s.io/apimachinery, SafeEncodeString). */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST = 253 - 17;

/** FNV-1a, 64 bits: the values follow each other with nothing between them. */
export function syncedName(mesh: string, name: string, ...more: readonly string[]): string {
  let hash = OFFSET;
  for (const byte of Buffer.from([mesh, name, ...more].join('')))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  const digits = [...hash.toString(16).padStart(16, '0')].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]);
  return `${Buffer.from(name).subarray(0, LONGEST).toString()}-${digits.join('')}`;
}

/** What it is copied as; without a display name of its own, as what it is called. */
export const shownName = (resource: Named): string => displayName(resource) || resource.name;

/**
 * The names that its copies have: the hash has in it where the global control plane stands, if that is a namespace. Our
 * Universal output has no namespace, whatever labels say.
 */
export function namesInZones(resource: Named, mesh: string, systemNamespace: string): Readonly<Record<Form, string>> {
  const { form, labels, namespace = '' } = resource;
  const name = shownName(resource);
  const zone = zoneOf(resource);
  const ofGlobal = form === 'kubernetes' ? (labels[LABEL.namespace] ?? namespace) : systemNamespace;
  return {
    universal: syncedName(mesh, name, ...zone),
    kubernetes: syncedName(mesh, name, ...zone, ofGlobal),
  };
}

const zoneOf = ({ labels }: Named): string[] => {
  const zone = labels[LABEL.zone];
  return zone === undefined ? [] : [zone];
};

/** Whether it is such a copy already, as a zone's control plane shows it. */
export function isCopy(resource: Named, mesh: string): boolean {
  const name = shownName(resource);
  if (!isGlobal(resource) || name === resource.name) return false;
  const namespace = resource.labels[LABEL.namespace];
  const endings = [[], ...(namespace === undefined ? [] : [[namespace]])];
  return endings.some((ending) => syncedName(mesh, name, ...zoneOf(resource), ...ending) === resource.name);
}
