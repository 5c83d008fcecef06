// The values of expressions. In, on standard input: [text]. Out: [value].

import { text } from "node:stream/consumers";
import { runInNewContext } from "node:vm";

const expressions = JSON.parse(await text(process.stdin));
const values = expressions.map((expression) => runInNewContext(`(${expression})`));
process.stdout.write(JSON.stringify(values));
