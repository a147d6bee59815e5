/** Field paths in Kuma's own grammar: `spec.endpoints[0].port`, `networking.inbound[0].tags["kuma.io/service"]`. */

/** `parent.name`; an empty parent gives the name alone. */
export const member = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);

/** `parent[index]` */
export const item = (parent: string, index: number): string => `${parent}[${index}]`;

/** `parent["key"]` */
export const entry = (parent: string, key: string): string => `${parent}[${JSON.stringify(key)}]`;
