"""Fits the weights of the ranker and of the evidence strength on development questions."""
