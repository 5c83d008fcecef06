"""The commands, a module each with a `run`. `cli` imports the one that is asked for."""
