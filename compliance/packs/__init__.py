"""Rule packs: what they may say, how they are read and checked, and how rules are lowered to expressions."""
