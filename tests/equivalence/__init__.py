"""The equivalence engine: are three outputs one meaning?

Random schemas become pages, pages are read back, what was read becomes Python, JSON Schema and
TypeScript, and values, right ones and ones that are wrong in one way, are shown to every reader
of them. All must say what `generator.instances` says. `make equivalence N=5000` runs it.
"""
