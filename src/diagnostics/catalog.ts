/** Our own findings. A code and its severity are fixed for ever. */
export * from './catalog/naming';
export * from './catalog/output';
export * from './catalog/proxy';
export * from './catalog/reading';
export * from './catalog/upstream';
