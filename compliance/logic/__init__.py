"""The three-valued, exact expression tree of requirements, and the interpreter that defines what it means."""
