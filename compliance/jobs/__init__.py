"""What each command computes: batch, solve, compare, provide, ask."""
