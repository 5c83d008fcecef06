// What Ajv makes of schema sets. In, on standard input: a list of them. Out: what it makes of each.

import { text } from "node:stream/consumers";
import { judge } from "./judge.mjs";

const sets = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(sets.map(judge)));
