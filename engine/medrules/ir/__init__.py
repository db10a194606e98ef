"""The intermediate representation: what the compiler makes and every target reads."""
