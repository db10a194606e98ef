"""What FEEL means in packs: the operator table, the type checker, the lowering, the IR printer."""
