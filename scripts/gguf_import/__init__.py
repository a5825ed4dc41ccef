"""Turns GGUF files into Hugging Face folders; scripts/import-gguf runs it."""


class Refused(Exception):
    """Why a file is not imported: a sentence that says what was found, what is supported and what to do."""

    def __init__(self, sentence):
        # What is quoted from a file may be of any length and hold any character: long text is cut in its middle, and what would
        # break the line or steer a terminal is escaped.
        sentence = sentence if len(sentence) <= 600 else sentence[:450] + " ... " + sentence[-150:]
        super().__init__("".join(each if each.isprintable() else ascii(each)[1:-1] for each in sentence))
