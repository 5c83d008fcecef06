"""From a type or a field to every line that it became, and back to its cells."""
