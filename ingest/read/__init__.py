"""Bytes of a file of any supported format -> the text and tables it holds."""
