"""Tablewright: Markdown field tables become a schema, and the schema becomes types."""
