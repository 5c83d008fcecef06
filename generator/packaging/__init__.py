"""Archives of what is generated, by which other services take a pinned version of it.

A wheel, an npm package, and a tarball of the JSON Schemas; in each is the schema file, against
which a consumer compares a newer one.
"""
