"""The corpus of Dragoman: annotated news in words (FORMAT.md), compiled to spans, checked, viewed, measured and converted."""
