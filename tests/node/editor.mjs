// What an editor shows of the TypeScript in a folder. In, on standard input: {compiler, folder,
// files: [path]}. Out: {path: {tags, struck, offered}}: the name of each tag in its JSDoc, the names
// that are struck through as deprecated with their lines, and what is offered at each `/*|*/`.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const OPTIONS = { strict: true, exactOptionalPropertyTypes: true, noEmit: true };
const DEPRECATED = 6385;
const MARK = "/*|*/";

const { compiler, folder, files } = JSON.parse(await text(process.stdin));
const paths = files.map((file) => join(folder, file));
const open = compiler === "typescript" ? await openNative() : await openInProcess();

const answer = {};
for (const [index, path] of paths.entries()) {
  const source = readFileSync(path, "utf8");
  const line = (position) => source.slice(0, position).split("\n").length;
  answer[files[index]] = {
    tags: open.trees(path).flatMap((node) => open.tags(node)),
    struck: open.struck(path).map(([start, end]) => [line(start), source.slice(start, end)]),
    offered: marks(source).map((position) => open.offered(path, position).sort()),
  };
}
open.close();
process.stdout.write(JSON.stringify(answer));

function marks(source) {
  return source.split(MARK).slice(0, -1).reduce((found, part) => {
    const before = found.at(-1) ?? 0;
    return [...found, before + part.length + MARK.length];
  }, []);
}

// Every node of a file that has JSDoc, from the top down.
function documented(node, eachChild) {
  const found = node.jsDoc?.length ? [node] : [];
  eachChild(node, (child) => void found.push(...documented(child, eachChild)));
  return found;
}

// The tags in a node's JSDoc, inline ones such as links included.
function tagsOf(node, kinds) {
  return node.jsDoc.flatMap((doc) => [
    ...inline(doc.comment, kinds),
    ...(doc.tags ?? []).flatMap((tag) => [tag.tagName.text, ...inline(tag.comment, kinds)]),
  ]);
}

function inline(comment, kinds) {
  const parts = Array.isArray(comment) ? comment : [];
  return parts.map((part) => kinds[part.kind]).filter((kind) => kind !== "JSDocText");
}

// TypeScript up to 6: the compiler is a library.
async function openInProcess() {
  const { default: ts } = await import(compiler);
  const options = {
    ...OPTIONS,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getScriptFileNames: () => paths,
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) =>
      ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(path)) : undefined,
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  return {
    trees: (path) => documented(service.getProgram().getSourceFile(path), ts.forEachChild),
    tags: (node) => tagsOf(node, ts.SyntaxKind),
    struck: (path) =>
      service
        .getSuggestionDiagnostics(path)
        .filter(({ code }) => code === DEPRECATED)
        .map(({ start, length }) => [start, start + length]),
    offered: (path, position) =>
      service.getCompletionsAtPosition(path, position, {})?.entries.map(({ name }) => name) ?? [],
    close: () => service.dispose(),
  };
}

// TypeScript from 7 on: the compiler is a process that is asked.
async function openNative() {
  const { API } = await import(`${compiler}/unstable/sync`);
  const { SyntaxKind } = await import(`${compiler}/unstable/ast`);
  const settings = join(folder, "tsconfig.json");
  const options = { ...OPTIONS, target: "es2022", module: "nodenext" };
  writeFileSync(settings, JSON.stringify({ compilerOptions: options, files }));
  const api = new API({ cwd: folder });
  const [{ program, checker }] = api.updateSnapshot({ openProjects: [settings] }).getProjects();
  const eachChild = (node, visit) => node.forEachChild(visit);
  return {
    trees: (path) => documented(program.getSourceFile(path), eachChild),
    tags: (node) => tagsOf(node, SyntaxKind),
    struck: (path) =>
      program
        .getSuggestionDiagnostics(path)
        .filter(({ code }) => code === DEPRECATED)
        .map(({ pos, end }) => [pos, end]),
    offered: (path, position) =>
      checker.getCompletionsAtPosition(path, position)?.entries.map(({ name }) => name) ?? [],
    close: () => api.close(),
  };
}
