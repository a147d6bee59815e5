/** Our own findings. A code and its severity are fixed for ever. */
export * from './codes';
export * from './catalog/allowance';
export * from './catalog/credential';
export * from './catalog/delivery';
export * from './catalog/dns';
export * from './catalog/egress';
export * from './catalog/naming';
export * from './catalog/options';
export * from './catalog/output';
export * from './catalog/passthrough';
export * from './catalog/proxy';
export * from './catalog/reading';
export * from './catalog/upstream';
export * from './catalog/vips';
export * from './catalog/written';
export * from './catalog/zones';
