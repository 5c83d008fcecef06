"""The commands. `cli` imports the module of the one that is asked for, and calls its `run`.

`compiling` and `findings` are what several share; to `generate` belong `making`, which does it,
`watching`, `summing_up` and `clock`.
"""
