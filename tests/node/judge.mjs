// What Ajv makes of a schema set: {files: {path: schema}, payloads: [[path#fragment, payload]]}
// becomes {errors: {path: message}, verdicts: [boolean or message]}.

import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const BASE = "https://schemas.invalid/";
const DRAFT_07 = "http://json-schema.org/draft-07/schema#";

// Each class knows one draft. They live on from set to set, since a meta-schema takes far longer to
// compile than a schema.
const older = reader(Ajv);
const newer = reader(Ajv2020);

// A payload has the keys that are its own: not `toString`, which every object inherits.
function reader(Class) {
  const ajv = new Class({ strict: true, ownProperties: true });
  addFormats.default(ajv, { mode: "full" });
  return ajv;
}

export function judge({ files, payloads }) {
  const readerOf = (path) => (files[path]?.$schema === DRAFT_07 ? older : newer);
  const errors = {};
  for (const [path, schema] of Object.entries(files)) {
    try {
      readerOf(path).addSchema(schema, BASE + path);
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
        compiled.set(target, readerOf(path).compile({ $ref: reference }));
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
  older.removeSchema();
  newer.removeSchema();
  return { errors, verdicts };
}
