"""Packs become DMN models: inputs, decisions with tables, and a word on all that DMN cannot say."""
