// Checks a request with ajv and the JSON Schema made from the same tables as our rules. The schema is compiled in advance.
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';

/** Returns a function that checks whether an object is a request, according to ajv. */
export function compiledSchema() {
  const { $defs } = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  return new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs });
}
