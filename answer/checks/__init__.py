"""The checks that a sentence of a draft must pass against the clause it cites: one aspect a file, all of them pure."""
