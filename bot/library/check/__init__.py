"""The content standard as rules: what makes a note or question a good one, beyond what can be served.

`run.check` reads a folder and says everything; a rule is a small function in `notes`, `stems`, `options`,
`feedback`, `kinds`, `pack` or `coverage`. `figures` counts a pack, `changes` compares it with an older one.
Nothing here runs when the bot starts: a slip of style must not stop it.
"""
