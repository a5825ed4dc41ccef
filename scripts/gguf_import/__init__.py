"""Turns GGUF files into Hugging Face folders; scripts/import-gguf runs it."""


class Refused(Exception):
    """Why a file is not imported: a sentence that says what was found, what is supported and what to do."""

    def __init__(self, sentence):
        # What is quoted from a file may be of any length: long text is cut in its middle.
        super().__init__(sentence if len(sentence) <= 600 else sentence[:450] + " ... " + sentence[-150:])
