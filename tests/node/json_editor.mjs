// What an editor shows of JSON documents: the problems, what is offered and the hover at a place.
// By VS Code's own engine. In, on standard input: {folder, schemas, documents: [{path, text, at}]},
// `schemas` as in the setting `json.schemas`. Out: [{problems, offered, hover}].

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import engine from "vscode-json-languageservice";

const { TextDocument, getLanguageService } = engine;
const { folder, schemas, documents } = JSON.parse(await text(process.stdin));
const folderUri = pathToFileURL(`${folder}/`).href;
const service = getLanguageService({
  schemaRequestService: (uri) => readFile(fileURLToPath(uri), "utf8"),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({
  schemas: schemas.map(({ fileMatch, url }) => ({
    uri: new URL(url, folderUri).href,
    fileMatch,
    folderUri,
  })),
});

async function show({ path, text, at }) {
  const uri = pathToFileURL(join(folder, path)).href;
  const document = TextDocument.create(uri, "json", 1, text);
  const parsed = service.parseJSONDocument(document);
  const place = document.positionAt(at);
  const problems = await service.doValidation(document, parsed);
  const offered = await service.doComplete(document, place, parsed);
  const hover = await service.doHover(document, place, parsed);
  return {
    problems: problems.map(({ range, message }) => [document.getText(range), message]),
    offered: offered.items.map(({ label }) => label),
    hover: [hover?.contents ?? []].flat().join("\n"),
  };
}

process.stdout.write(JSON.stringify(await Promise.all(documents.map(show))));
