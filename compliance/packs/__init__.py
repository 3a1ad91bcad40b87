"""Rule packs: their models, the kinds of requirement, reading, checking, and lowering to expressions."""
