// Ajv at work for as long as lines come. In, a line each: a schema set. Out, a line each: what
// Ajv makes of it.

import { createInterface } from "node:readline";
import { judge } from "./judge.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(judge(JSON.parse(line)))}\n`);
}
