"""Ranked clauses -> draft answer -> every claim checked against its clause -> Answer."""
