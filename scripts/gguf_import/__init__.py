"""Turns GGUF files into Hugging Face folders; scripts/import-gguf runs it."""


class Refused(Exception):
    """Why a file is not imported: a sentence that says what was found, what is supported and what to do."""
