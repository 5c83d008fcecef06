// json-schema-to-typescript without its formatter: `node compile.mjs SCHEMA OUTPUT`.
import { writeFile } from "node:fs/promises";
import { compileFromFile } from "json-schema-to-typescript";

const [schema, output] = process.argv.slice(2);
const options = { format: false, unreachableDefinitions: true };
await writeFile(output, await compileFromFile(schema, options));
