"""Dialects: how families of pages write things. The YAML files are the facts."""
