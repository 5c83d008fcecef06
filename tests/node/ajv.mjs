// What Ajv makes of schema sets. In, on standard input: [{files: {path: schema}, payloads:
// [[path#fragment, payload]]}]. Out: [{errors: {path: message}, verdicts: [boolean or message]}].

import { text } from "node:stream/consumers";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const BASE = "https://schemas.invalid/";

function judge({ files, payloads }) {
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv, { mode: "full" });
  const errors = {};
  for (const [path, schema] of Object.entries(files)) {
    try {
      ajv.addSchema(schema, BASE + path);
    } catch (error) {
      errors[path] = error.message;
    }
  }
  const compiled = new Map();
  const compile = (target) => {
    if (!compiled.has(target)) {
      const [path, fragment] = target.split("#");
      const base = files[path]?.$id ?? BASE + path;
      const reference = fragment === undefined ? base : `${base}#${fragment}`;
      try {
        compiled.set(target, ajv.compile({ $ref: reference }));
      } catch (error) {
        compiled.set(target, error.message);
      }
    }
    return compiled.get(target);
  };
  for (const path of Object.keys(files)) {
    const validate = compile(path);
    if (typeof validate === "string") errors[path] ??= validate;
  }
  const verdicts = payloads.map(([target, payload]) => {
    const validate = compile(target);
    return typeof validate === "string" ? validate : validate(payload);
  });
  return { errors, verdicts };
}

const sets = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(sets.map(judge)));
