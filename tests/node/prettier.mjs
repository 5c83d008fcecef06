// What Prettier makes of texts. In, on standard input: {path: text}. Out: the same, formatted.

import { text } from "node:stream/consumers";
import { format } from "prettier";

const files = JSON.parse(await text(process.stdin));
const formatted = {};
for (const [path, source] of Object.entries(files)) {
  formatted[path] = await format(source, { filepath: path }).catch((error) => {
    throw new Error(`${path}: ${error.message}`);
  });
}
process.stdout.write(JSON.stringify(formatted));
