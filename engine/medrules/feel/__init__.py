"""FEEL, the expression language of DMN: lexer, parser, printer, operator table, type checker."""
