// What the TypeScript compiler reads in declarations. In, on standard input: {path: text}. Out:
// {path: [{name, comment, tags: [[name, text]], members: [{name, optional, value, comment, tags}]}]}.
// The newest compiler has no interface for programs, so the oldest reads.

import { text } from "node:stream/consumers";
import { runInNewContext } from "node:vm";
import ts from "typescript-oldest";

function remarks(node) {
  const [comment] = (node.jsDoc ?? []).slice(-1);
  const tags = (comment?.tags ?? []).map((tag) => [tag.tagName.text, said(tag)]);
  return { comment: said(comment), tags };
}

function said(node) {
  return ts.getTextOfJSDocComment(node?.comment) ?? "";
}

function member(node) {
  const value = node.initializer && runInNewContext(`(${node.initializer.getText()})`);
  return { name: node.name.text, optional: Boolean(node.questionToken), value, ...remarks(node) };
}

function* declarations(statement) {
  if (ts.isInterfaceDeclaration(statement)) {
    const members = statement.members.filter(ts.isPropertySignature).map(member);
    yield { kind: "interface", name: statement.name.text, members, ...remarks(statement) };
  } else if (ts.isVariableStatement(statement)) {
    const [{ name, initializer }] = statement.declarationList.declarations;
    const members = initializer.expression.properties.map(member);
    yield { kind: "const", name: name.text, members, ...remarks(statement) };
  } else if (ts.isTypeAliasDeclaration(statement)) {
    yield { kind: "type", name: statement.name.text, members: [], ...remarks(statement) };
  }
}

function read(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  return file.statements.flatMap((statement) => [...declarations(statement)]);
}

const files = JSON.parse(await text(process.stdin));
const found = Object.entries(files).map(([path, source]) => [path, read(path, source)]);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
