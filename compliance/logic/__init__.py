"""The expression tree of requirements, three-valued and exact, and the interpreter that defines what it means."""
