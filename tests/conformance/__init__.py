"""The public conformance suite of DMN, run against this engine."""
