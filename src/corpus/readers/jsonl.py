"""One JSON object per line, or a list of them: see `corpus.readers.delimited`."""

from corpus.readers.delimited import read_jsonl as read

__all__ = ["read"]
