import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from './json-schema';
import { optionsSchema } from '../src/model/options-schema';

/** Writes schemas/meshext.schema.json from the schema that the command itself checks options with. */
const folder = join(__dirname, '../schemas');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'meshext.schema.json'), `${JSON.stringify(jsonSchema(optionsSchema), null, 2)}\n`);
