"""How people come into a program: who joins first, and who is asked before they take part."""
