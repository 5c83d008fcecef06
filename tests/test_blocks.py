"""What one declaration is in a file of many stands in it to the letter, made alone."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from schema_strategies import schemas

from generator.artifacts import View
from generator.render import render
from generator.schema import Schema
from generator.schema_file import declaration_block, dump_schema
from generator.targets import jsonschema, typescript
from generator.targets.jsonschema_files import spell_files
from generator.targets.jsonschema_index import index_entry


@given(schemas())
def test_a_schema_file_ends_with_its_declarations(schema: Schema) -> None:
    blocks = [declaration_block(each) for _, each in sorted(schema.by_key().items())]
    assert dump_schema(schema).endswith("".join(blocks) or "types: {}\n")


@given(schemas())
def test_the_files_of_all_json_schemas_end_with_their_entries(schema: Schema) -> None:
    files = spell_files(schema).names
    texts = [artifact.text for artifact in render(jsonschema.views(schema, {}))]
    sorted_ = [jsonschema.define(each) for _, each in sorted(schema.by_key().items())]
    shared = (
        ([jsonschema.bundle_entry(each) for each in sorted_], "{}"),
        ([jsonschema.draft_07_bundle_entry(each) for each in sorted_], "{}"),
        ([index_entry(each, files[each.key], "") for each in schema.declarations], "[]"),
    )
    for text, (entries, brackets) in zip(texts, shared, strict=False):
        inside = ",\n".join(entries)
        first, last = brackets[0], brackets[1]
        assert text.endswith(
            f": {first}\n{inside}\n  {last}\n}}\n" if entries else f"{brackets}\n}}\n"
        )


@given(schemas())
def test_the_file_of_one_json_schema_is_made_alone(schema: Schema) -> None:
    base = "https://example.com/"
    whole = list(jsonschema.views(schema, {"id": base}))[3:]
    files = spell_files(schema).names
    base = jsonschema.folder_base(schema, {"id": base})
    for view, declaration in zip(whole, schema.declarations, strict=True):
        alone = jsonschema.declaration_view(jsonschema.define(declaration), files, base)
        assert alone == view


@given(schemas())
def test_a_module_in_typescript_ends_with_its_declarations(schema: Schema) -> None:
    texts = {each.path: each.text for each in render(typescript.views(schema, {}))}
    modules: defaultdict[str, list[View]] = defaultdict(list)
    for block in typescript.parts(schema, {}):
        modules[block.view.path].append(block.view)
    assert sum(map(len, modules.values())) == len(schema.declarations)
    for path, views in modules.items():
        assert texts[path].endswith("".join(artifact.text for artifact in render(views)))
