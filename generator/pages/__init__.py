"""Sources become pages. What is in here knows Markdown; nothing else does."""
