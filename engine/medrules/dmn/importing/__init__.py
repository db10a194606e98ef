"""DMN models become packs: names, facts, tables and formulas, and a word on all that does not fit."""
