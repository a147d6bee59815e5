import { buildSync } from 'esbuild';

// esbuild calls a class that speaks of itself `_Mesh`; people should read the name that they imported.
const NAMES = `for (const [name, value] of Object.entries(module.exports))
  if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });`;

/** One file each for the library, the plugin and the command: many small ones take long to load. Packages stay packages. */
buildSync({
  entryPoints: ['src/index.ts', 'src/validation.ts', 'src/cli/main.ts'],
  outdir: 'lib',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  footer: { js: NAMES },
  logLevel: 'warning',
});
